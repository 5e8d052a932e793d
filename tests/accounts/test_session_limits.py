"""How long one stays signed in, and what ends it at once. Source: faults 38 and 49; ASVS 7.3, 7.4."""

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client as Browser
from django.urls import reverse

from hekas.accounts import session_limits
from hekas.accounts.models import Therapist, User
from hekas.audit.models import AuditEvent
from hekas.messaging.models import OutboundMessage

PASSWORD = "a long demo password"
MINUTE, HOUR = 60, 3600
HOMES = {"client": "/me/", "therapist": "/day/", "admin": "/clinic/"}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_earlier_tries():
    cache.clear()


@pytest.fixture
def clock(monkeypatch):
    """The clock of the sessions, moved by hand."""

    class Clock:
        now = 1_800_000_000.0

        def time(self):
            return self.now

    made = Clock()
    monkeypatch.setattr(session_limits, "time", made)
    return made


def account(role="client"):
    user = User.objects.create_user(f"{role}@demo.example", PASSWORD, role=role)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    if role == "therapist":
        Therapist.objects.create(user=user, name="Demo Thea")
    return user


def signed_in(user):
    browser = Browser(headers={"user-agent": "A browser"})
    browser.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    return browser


def is_in(browser, user):
    return browser.get(HOMES[user.role]).status_code == 200


@pytest.mark.parametrize(
    "role, idle", [("client", 2 * HOUR), ("therapist", 30 * MINUTE), ("admin", 30 * MINUTE)]
)
def test_an_idle_session_ends(clock, role, idle):
    user = account(role)
    browser = signed_in(user)
    clock.now += idle - 1
    assert is_in(browser, user)
    clock.now += idle + 1
    assert not is_in(browser, user)
    clock.now -= 2 * idle
    assert not is_in(browser, user)


def test_whoever_was_idle_is_told_why(clock):
    user = account()
    browser = signed_in(user)
    clock.now += 3 * HOUR
    page = browser.get("/me/", follow=True)
    assert "You were signed out, because nothing happened for a while." in page.content.decode()


def test_a_busy_session_ends_after_twelve_hours(clock):
    user = account()
    browser = signed_in(user)
    for _ in range(12):
        clock.now += HOUR - 1
        assert is_in(browser, user)
    clock.now += HOUR
    assert not is_in(browser, user)


@pytest.mark.parametrize("name", ["skip_timeout_reset", "keep_alive", "last_seen_at", "signed_in_at"])
def test_nothing_that_is_sent_makes_it_longer(clock, name):
    """OpenEMR CVE-2026-25476."""
    user = account()
    browser = signed_in(user)
    clock.now += 2 * HOUR + 1
    assert browser.get(f"/me/?{name}=9999999999", headers={"x-keep-alive": "1"}).status_code == 302


def test_a_public_page_neither_reads_nor_writes_a_session(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get(reverse("portal:cramp_now"))
    assert not answer.cookies and "Cookie" not in answer.get("Vary", "")


def test_signing_in_gives_a_new_session():
    user, browser = account(), Browser()
    browser.get("/accounts/login/")
    browser.session["own_intakes"] = []
    session = browser.session
    session["planted"] = "1"
    session.save()
    before = session.session_key
    browser.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert browser.session.session_key != before


def deactivate(user):
    user.is_active = False


def give_another_role(user):
    user.role = "client"


def give_another_password(user):
    user.set_password("another long password")


@pytest.mark.parametrize("change", [deactivate, give_another_role, give_another_password])
def test_what_is_taken_away_is_gone_at_the_next_request(change):
    """ASVS 8.3.2: in every browser, not at the next sign-in."""
    user = account("admin")
    browsers = [signed_in(user), signed_in(user)]
    assert [browser.get("/clinic/").status_code for browser in browsers] == [200, 200]
    change(user)
    user.save()
    answers = [browser.get("/clinic/") for browser in browsers]
    assert [answer.url.startswith("/accounts/login/") for answer in answers] == [True, True]


def test_a_link_to_reset_is_dead_after_the_password_changed(client):
    user = account()
    client.post("/accounts/password/reset/", {"email": user.email})
    letter = OutboundMessage.objects.latest("id").context["body"]
    link = next(word for word in letter.split() if "/password/reset/key/" in word)
    user.set_password("another long password")
    user.save()
    page = Browser().get("/" + link.split("/", 3)[3], follow=True)
    assert "This link no longer works" in page.content.decode()


def test_sessions_are_listed_and_the_others_ended():
    user = account()
    here, elsewhere = signed_in(user), signed_in(user)
    page = here.get("/accounts/sessions/").content.decode()
    assert page.count("A browser") == 2 and page.count("This one") == 1
    here.post("/accounts/sessions/")
    assert (is_in(here, user), is_in(elsewhere, user)) == (True, False)
    assert UserSession.objects.filter(user=user).count() == 1
    ended = AuditEvent.objects.get(action="sign_in.ended")
    assert (ended.subject_uuid, ended.actor_id, ended.detail) == (
        user.uuid,
        str(user.uuid),
        {"kind": "from the list"},
    )


def test_nobody_sees_or_ends_the_sessions_of_another():
    alice, jo = account(), account("admin")
    hers, his = signed_in(alice), signed_in(jo)
    assert hers.get("/accounts/sessions/").content.decode().count("A browser") == 1
    hers.post("/accounts/sessions/", {"user": jo.pk, "id": UserSession.objects.get(user=jo).pk})
    assert is_in(his, jo)


def test_signing_out_clears_the_browser():
    browser = signed_in(account())
    answer = browser.post("/accounts/logout/")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert "Clear-Site-Data" not in browser.get("/")
    assert "You are signed out." in browser.get(answer["Location"]).content.decode()
    assert "You are signed out." not in browser.get("/accounts/login/").content.decode()


def test_changing_the_address_asks_again_who_one_is():
    user = account()
    browser = signed_in(user)
    assert browser.get("/accounts/email/").status_code == 200
    session = browser.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 10 * MINUTE
    session.save()
    answer = browser.post("/accounts/email/", {"action_add": "", "email": "new@demo.example"})
    assert answer.url.startswith("/accounts/reauthenticate/?next=")
    assert not OutboundMessage.objects.exists()
    browser.post(answer.url, {"password": PASSWORD}, follow=True)
    assert OutboundMessage.objects.get().given_address == "new@demo.example"


def test_a_board_that_looks_again_by_itself_keeps_nobody_signed_in(clock):
    """The desk's screen asks every few seconds, whether or not anybody stands before it. ASVS 7.3.1."""
    user = account("admin")
    browser = signed_in(user)
    for _ in range(3):
        clock.now += 10 * MINUTE - 1
        assert browser.get("/clinic/board/").status_code == 200
    clock.now += 10 * MINUTE
    assert browser.get("/clinic/board/").status_code == 302
    assert not is_in(browser, user)


def test_whoever_works_at_the_board_stays_signed_in(clock):
    user = account("admin")
    browser = signed_in(user)
    for page in ("/clinic/", "/clinic/board/", "/clinic/", "/clinic/board/"):
        clock.now += 14 * MINUTE
        assert browser.get(page).status_code == 200
