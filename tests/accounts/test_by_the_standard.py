"""What ASVS asks of passwords, doors and sessions and a library of ours does: held, for libraries change."""

import re
from pathlib import Path

import pytest
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.core.cache import cache
from django.test import Client as Browser
from django.urls import reverse

from hekas.messaging.models import OutboundMessage
from hekas.web.middleware import LETTERS_OF_A_SESSION
from tests.access.second_steps import give_all
from tests.accounts.test_session_limits import HOMES, PASSWORD, account, is_in, signed_in

SCRIPTS = Path(__file__).resolve().parents[2] / "static" / "js"
ANOTHER = "quite another long one"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_earlier_tries():
    cache.clear()


def enters(user, password):
    browser = Browser()
    browser.post("/accounts/login/", {"login": user.email, "password": password})
    return is_in(browser, user)


def test_another_password_takes_the_one_of_now():
    """6.2.2, 6.2.3."""
    user = account()
    change = "/accounts/password/change/"
    for said, taken in (("not the one of now", False), (PASSWORD, True)):
        signed_in(user).post(change, {"oldpassword": said, "password1": ANOTHER, "password2": ANOTHER})
        assert enters(user, ANOTHER) is taken


@pytest.mark.parametrize(
    "other", [PASSWORD.upper(), f" {PASSWORD}", f"{PASSWORD} ", PASSWORD[:-1], f"{PASSWORD}x"]
)
def test_a_password_is_taken_letter_by_letter(other):
    """6.2.8."""
    user = account()
    assert (enters(user, other), enters(user, PASSWORD)) == (False, True)
    user.set_password(other)
    user.save()
    assert enters(user, other)


@pytest.mark.parametrize("page", ["/accounts/login/", "/accounts/signup/"])
def test_a_field_for_a_password_hides_it_and_a_manager_may_fill_it_in(page):
    """6.2.6, 6.2.7."""
    html = Browser().get(page).content.decode()
    [field] = re.findall(r'<input[^>]*name="password1?"[^>]*>', html)
    assert 'type="password"' in field
    assert re.search(r'autocomplete="(current|new)-password"', field)


def test_no_script_keeps_anybody_from_pasting():
    """6.2.7."""
    sources = list(SCRIPTS.rglob("*.js"))
    assert len(sources) > 10
    assert [path.name for path in sources if re.search(r"[\"']paste[\"']|onpaste", path.read_text())] == []


@pytest.mark.parametrize("role", ["therapist", "admin", "client"])
def test_a_new_password_by_letter_is_no_way_past_the_second_step(settings, role):
    """6.4.3."""
    settings.SECOND_FACTOR_REQUIRED = True
    user = account(role)
    give_all(user)
    browser = Browser()
    browser.post(reverse("account_reset_password"), {"email": user.email})
    words = OutboundMessage.objects.latest("id").context["body"]
    [link] = re.findall(r"/accounts/password/reset/key/\S+", words)
    form = browser.get(link, follow=True)
    browser.post(form.request["PATH_INFO"], {"password1": ANOTHER, "password2": ANOTHER})
    assert not is_in(browser, user)
    answer = browser.post("/accounts/login/", {"login": user.email, "password": ANOTHER})
    assert (answer.url.split("?")[0], is_in(browser, user)) == ("/accounts/second-step/authenticate/", False)


def test_the_key_of_a_session_can_not_be_guessed():
    """7.2.3: 36 letters to the power of 32 are 165 bits."""
    keys = {signed_in(account_of).session.session_key for account_of in [account()] * 3}
    assert {len(key) for key in keys} == {LETTERS_OF_A_SESSION}
    assert (len(keys), len(VALID_KEY_CHARS)) == (3, 36)


@pytest.mark.parametrize("role", ["therapist", "admin"])
def test_the_way_out_stands_on_every_page_of_work(role):
    """7.4.4."""
    browser = signed_in(account(role))
    for page in (HOMES[role], "/accounts/sessions/", "/accounts/password/change/"):
        assert way_out(browser.get(page)), page


def way_out(answer):
    return re.search(r'<form[^>]*action="/accounts/logout/"', answer.content.decode())


ELSEWHERE = ("https://evil.example/", "//evil.example/", "/\\evil.example", "https:evil.example")
DOORS = ("login", "signup", "logout", "reauthenticate")


@pytest.mark.parametrize("next_", ELSEWHERE)
@pytest.mark.parametrize("page", [f"/accounts/{door}/" for door in DOORS])
def test_nobody_is_led_elsewhere(next_, page):
    """3.7.2, 1.2.2."""
    user = account()
    browser = signed_in(user) if page in ("/accounts/logout/", "/accounts/reauthenticate/") else Browser()
    sent = {"login": user.email, "password": PASSWORD, "next": next_}
    answer = browser.post(f"{page}?next={next_}", sent)
    assert answer.status_code in (200, 302)
    assert "evil" not in answer.get("Location", "")
