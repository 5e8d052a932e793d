"""Error pages, account pages and the page of components stand by themselves."""

import re
from uuid import UUID

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.urls import reverse

from hekas.accounts.models import User

ACCOUNT = (
    "account_login",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_inactive",
)
TEMPLATES = settings.BASE_DIR / "templates"
LETTERS = ("bookings:link", "bookings:link_cancel", "assessments:come_back", "messaging:unsubscribe")
OWN = ("account_logout", "account_email", "account_change_password", "account_reauthenticate")


def headings(html):
    return len(re.findall(r"<h1[ >]", html))


@pytest.mark.parametrize("name", ["400", "403", "404", "405", "csrf"])
def test_an_error_page_says_one_thing(rf, name):
    html = render_to_string(f"errors/{name}.html", request=rf.get("/"))
    assert headings(html) == 1
    assert reverse("portal:cramp_now") in html


def test_the_last_page_needs_nothing_and_reads_out_the_reference():
    html = render_to_string("errors/500.html", {"reference": "7KQ2MX4P"})
    assert '<strong class="reference">7KQ2MX4P</strong>' in html
    assert "tel:999" in html
    assert headings(html) == 1


@pytest.mark.django_db
def test_a_page_that_is_not_here(client):
    response = client.get("/nothing-here/")
    assert response.status_code == 404
    assert "This page is not here" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "at_work"), [("client", False), ("therapist", True), ("admin", True)])
def test_whoever_is_signed_in_is_led_to_their_own_page(client, role, at_work):
    """To read "when you are signed in" is no help to them, and who works here has the links of work."""
    client.force_login(User.objects.create_user(f"{role}@people.example", "x", role=role))
    page = client.get("/nothing-here/").content.decode()
    assert "Go to your own page" in page
    assert "when you are signed in" not in page
    assert ('aria-label="Work"' in page) is at_work


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["bookings:link", "bookings:link_cancel", "assessments:come_back", "messaging:unsubscribe"]
)
def test_whoever_comes_by_an_old_letter_is_told_what_to_do(client, name):
    """The address alone decides it, so that nobody learns whether the link ever worked."""
    response = client.get(reverse(name, args=["x" * 32]))
    assert response.status_code == 404
    assert "Did you come from one of our messages?" in response.content.decode()
    assert "one of our messages" not in client.get("/nothing-here/").content.decode()


@pytest.mark.django_db
def test_whoever_has_lost_their_cookies_is_told_what_became_of_their_answers(client):
    """The address alone decides it, so that nobody learns whether there ever were any."""
    last, first = (f"{s // 3600} hours" for s in (settings.SESSION_COOKIE_AGE, settings.VISIT_IN_ALL))
    page = client.get(reverse("assessments:check", args=[UUID(int=1)])).content.decode()
    assert last in page and first in page and "Did this page open for you before?" in page
    assert "open for you before" not in client.get("/nothing-here/").content.decode()
    told = [client.get(reverse(name)).content.decode() for name in ("assessments:start", "portal:privacy")]
    for words in (*told, *(render_to_string("assessments/later.html", {"sent": sent}) for sent in (0, 1))):
        assert last in words and first in words


@pytest.mark.parametrize(
    ("user", "where", "words"),
    [(User(), "portal:after_sign_in", "Go to your own page"), (AnonymousUser(), "account_login", "Sign in")],
)
def test_whoever_is_signed_in_and_may_not_is_not_sent_to_sign_in(rf, user, where, words):
    html = render_to_string("errors/403.html", {"user": user}, request=rf.get("/"))
    page = html.split("<main", 1)[1].split("</main>")[0]
    assert f'href="{reverse(where)}"' in page
    assert words in page
    assert page.count("href=") == 1


@pytest.mark.django_db
@pytest.mark.parametrize("name", ACCOUNT)
def test_account_pages_for_anybody(client, name):
    html = client.get(reverse(name)).content.decode()
    assert headings(html) == 1
    assert "static/build/site.css" in html
    assert "placeholder=" not in html


@pytest.mark.django_db
@pytest.mark.parametrize("name", OWN)
def test_account_pages_for_oneself(client, name):
    user = User.objects.create_user(email="alice@demo.example", password="a long demo password")
    client.force_login(user)
    html = client.get(reverse(name)).content.decode()
    assert headings(html) == 1
    assert "static/build/site.css" in html


@pytest.mark.django_db
def test_a_wrong_password_is_said_above_the_page_and_in_its_title(client):
    page = client.post(
        reverse("account_login"), {"login": "nobody@demo.example", "password": "x"}
    ).content.decode()
    assert "<title>Error: " in page
    assert page.index("data-error-summary") < page.index("<h1")


@pytest.mark.django_db
def test_the_page_of_components_opens(client):
    html = client.get(reverse("development:components")).content.decode()
    assert html.count('class="reg" data-for=') == 18
    assert 'id="bad_name_error"' in html


PARTS = ("buttons", "tags", "notices", "fields", "answers", "faults", "cards", "long", "many", "none")
PARTS += ("work", "board", "moving", "checklist", "checklist-over", "booking", "drawings", "header")
STATES_OF_A_TEST = {
    "not done": 'value="" placeholder="–"',
    "sides that differ": "The right is nine fewer than the left.",
    "what is missing, as a ghost": "ch-ghost",
    "short on the ruler": "pin--short",
    "a word chosen": 'value="poor" checked',
    "timed": "data-stopwatch",
    "counted to a beat": "data-metronome",
    "a fault": "reading__line--stop",
    "over": "told__value",
}
INCLUDED = re.compile(r'{% (?:include|extends) "([^"]+)"')


def drawn_by(name, seen):
    """The templates that this one includes or extends, and those that they do."""
    for inner in INCLUDED.findall((TEMPLATES / name).read_text()):
        if inner not in seen:
            seen.add(inner)
            drawn_by(inner, seen)
    return seen


def test_every_component_is_on_the_page_of_components():
    shown = {name for name in drawn_by("web/components.html", set()) if name.startswith("components/")}
    assert shown == {f"components/{path.name}" for path in (TEMPLATES / "components").glob("*.html")}


@pytest.mark.django_db
@pytest.mark.parametrize("part", PARTS)
def test_the_page_of_components_has_the_states(client, part):
    html = client.get(reverse("development:components")).content.decode()
    assert html.count(f'data-part="{part}"') == 1


@pytest.mark.django_db
@pytest.mark.parametrize("state", STATES_OF_A_TEST)
def test_the_checklist_is_shown_in_each_state(client, state):
    html = client.get(reverse("development:components")).content.decode()
    assert STATES_OF_A_TEST[state] in html.split('data-part="checklist"')[1].split('data-part="long"')[0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("get", "/admin/bookings/appointment/add/", 403),  # visits are looked at there, and not made
        ("get", "/bookings/desk/book/client/", 405),
        ("get", "/nothing-here/", 404),
    ],
)
def test_who_works_here_and_meets_a_shut_door_stays_among_the_pages_of_work(client, method, address, status):
    client.force_login(User.objects.create_user("jo@demo.example", "a long demo password", role="admin"))
    response = getattr(client, method)(address)
    page = response.content.decode()
    assert response.status_code == status
    assert f'href="{reverse("portal:clinic_day")}"' in page.split("<main")[0]
    assert "Need to talk?" not in page
    assert f'href="{reverse("portal:after_sign_in")}"' in page.split("<main")[1]
