"""The second step: staff can't work without, clients may have one, and a password alone opens neither."""

import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings as site
from django.core.cache import cache
from django.test import Client as Browser
from django.urls import reverse

from hekas.accounts.models import User
from tests.access.browsers import signed_in
from tests.access.second_steps import give_all
from tests.accounts.codes import SECRET, code_of, with_app

PASSWORD = "a long demo password"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def required(settings):
    settings.SECOND_FACTOR_REQUIRED = True
    cache.clear()


def account(role):
    user = User.objects.create_user(f"{role}@demo.example", PASSWORD, role=role)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


@pytest.fixture
def admin():
    return account("admin")


def sign_in(browser, user):
    return browser.post("/accounts/login/", {"login": user.email, "password": PASSWORD})


def test_the_codes_of_the_tests_are_those_of_the_standard():
    """RFC 6238, appendix B: SHA-1, the last six of eight digits."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert [code_of(secret, at) for at in (59, 1111111109, 2000000000)] == ["287082", "081804", "279037"]


@pytest.mark.parametrize("role, page", [("admin", "/clinic/"), ("therapist", "/day/"), ("admin", "/admin/")])
def test_staff_are_led_to_set_up_a_second_step_before_anything_else(client, role, page):
    sign_in(client, account(role))
    for address in (page, "/accounts/email/", "/accounts/sessions/", "/accounts/password/change/"):
        answer = client.get(address)
        assert (answer.status_code, answer.url.split("?")[0]) == (302, "/accounts/second-step/")
    assert "Set up a second step" in client.get("/accounts/second-step/").content.decode()


def test_a_client_is_not(client):
    sign_in(client, account("client"))
    assert client.get("/me/").status_code == 200


def test_a_client_is_where_the_clinic_says_so(client, settings):
    """ASVS 6.3.3 asks it of everybody; what is open without an account stays so."""
    settings.SECOND_FACTOR_OF_CLIENTS = True
    user = account("client")
    sign_in(client, user)
    assert client.get("/me/").url.startswith("/accounts/second-step/?next=")
    page = client.get("/accounts/second-step/").content.decode()
    assert "Set up a second step" in page and "It is up to you" not in page
    assert client.get(reverse("portal:cramp_now")).status_code == client.get("/bookings/").status_code == 200
    secret = client.get("/accounts/second-step/totp/activate/").context["form"].secret
    client.post("/accounts/second-step/totp/activate/", {"code": code_of(secret)})
    assert client.get("/me/").status_code == 200
    assert client.post("/accounts/second-step/totp/deactivate/").status_code == 200  # it stays
    assert Authenticator.objects.filter(user=user, type="totp").exists()


def test_what_is_for_everybody_stays_open(client, admin):
    sign_in(client, admin)
    assert [client.get(path).status_code for path in ("/", reverse("portal:cramp_now"), "/bookings/")] == [
        200
    ] * 3


def test_an_app_is_set_up_and_work_begins(client, admin):
    sign_in(client, admin)
    page = client.get("/accounts/second-step/totp/activate/")
    secret = page.context["form"].secret
    codes = client.post("/accounts/second-step/totp/activate/", {"code": code_of(secret)}, follow=True)
    assert len(codes.context["unused_codes"]) == 10
    assert client.get("/clinic/").status_code == 200
    assert "We do not show them again" in codes.content.decode()
    again = client.get("/accounts/second-step/recovery-codes/")
    assert codes.context["unused_codes"][0] not in again.content.decode()


def test_the_secret_is_not_kept_as_it_is(client, admin):
    sign_in(client, admin)
    secret = client.get("/accounts/second-step/totp/activate/").context["form"].secret
    client.post("/accounts/second-step/totp/activate/", {"code": code_of(secret)})
    kept = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in kept and kept.startswith("gAAAA")


def test_a_key_that_was_replaced_still_opens_what_it_closed(client, admin, settings):
    with_app(admin)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another key " * 5
    sign_in(client, admin)
    client.post("/accounts/second-step/authenticate/", {"code": code_of()})
    assert client.get("/clinic/").status_code == 200


@pytest.mark.parametrize("role, page", [("admin", "/clinic/"), ("client", "/me/")])
def test_the_password_alone_opens_nothing_where_there_is_a_second_step(client, role, page):
    user = account(role)
    with_app(user)
    assert sign_in(client, user).url == "/accounts/second-step/authenticate/"
    assert client.get(page).url.startswith("/accounts/login/")
    answer = client.post("/accounts/second-step/authenticate/", {"code": code_of()})
    assert (answer.status_code, client.get(page).status_code) == (302, 200)


def test_a_code_works_once(client, admin, monkeypatch):
    """Both times in one half of a minute: with the next one there is another code."""
    with_app(admin)
    at = time.time()
    for browser, opens in ((client, True), (Browser(), False)):
        sign_in(browser, admin)
        with monkeypatch.context() as half_a_minute:
            half_a_minute.setattr("allauth.mfa.totp.internal.auth.time.time", lambda: at)
            browser.post("/accounts/second-step/authenticate/", {"code": code_of(at=at)})
        assert (browser.get("/clinic/").status_code == 200) is opens


@pytest.mark.parametrize("seconds, opens", [(0, True), (31, False), (59, False), (-1, False)])
def test_a_code_lasts_thirty_seconds(client, admin, monkeypatch, seconds, opens):
    """It was taken half a minute before and after its own, and the note that it was used was gone by then."""
    with_app(admin)
    begins = time.time() // 30 * 30 + 30
    code = code_of(at=begins)
    sign_in(client, admin)
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time.time", lambda: begins + seconds)
    client.post("/accounts/second-step/authenticate/", {"code": code})
    monkeypatch.undo()
    assert (client.get("/clinic/").status_code == 200) is opens


def test_codes_are_not_guessed(client, admin):
    """Five wrong ones, and even the right one has to wait."""
    with_app(admin)
    sign_in(client, admin)
    for wrong in range(5):
        client.post("/accounts/second-step/authenticate/", {"code": f"{wrong:06d}"})
    answer = client.post("/accounts/second-step/authenticate/", {"code": code_of()})
    assert answer.status_code == 200 and answer.context["form"].errors
    assert client.get("/clinic/").status_code == 302


def test_a_recovery_code_works_once(client, admin):
    sign_in(client, admin)
    secret = client.get("/accounts/second-step/totp/activate/").context["form"].secret
    page = client.post("/accounts/second-step/totp/activate/", {"code": code_of(secret)}, follow=True)
    spare = page.context["unused_codes"][0]
    for opens in (True, False):
        browser = Browser()
        sign_in(browser, admin)
        browser.post("/accounts/second-step/authenticate/", {"code": spare})
        assert (browser.get("/clinic/").status_code == 200) is opens


def test_a_session_from_before_the_second_step_has_not_taken_it(client, admin):
    """Whoever has the password was in first: the owner's set-up elsewhere shuts them out."""
    sign_in(client, admin)
    with_app(admin)
    answer = client.get("/clinic/")
    assert answer.url == "/accounts/second-step/reauthenticate/?next=%2Fclinic%2F"
    for address in ("/accounts/second-step/webauthn/add/", "/accounts/reauthenticate/"):
        assert client.get(address).url.startswith("/accounts/second-step/reauthenticate/")
    client.post("/accounts/second-step/reauthenticate/?next=/clinic/", {"code": code_of()})
    assert client.get("/clinic/").status_code == 200


def test_staff_keep_at_least_one(client, admin):
    with_app(admin)
    sign_in(client, admin)
    client.post("/accounts/second-step/authenticate/", {"code": code_of()})
    answer = client.post("/accounts/second-step/totp/deactivate/")
    assert answer.context["form"].non_field_errors() == [
        "Your account needs a second step. Set up another one first."
    ]
    assert Authenticator.objects.filter(user=admin, type="totp").exists()


def test_a_client_may_take_it_away(client):
    user = account("client")
    with_app(user)
    sign_in(client, user)
    client.post("/accounts/second-step/authenticate/", {"code": code_of()})
    assert client.post("/accounts/second-step/totp/deactivate/").status_code == 302
    assert not Authenticator.objects.filter(user=user).exists()


def test_recovery_codes_alone_are_no_second_step(client, admin):
    Authenticator.objects.create(user=admin, type="recovery_codes", data={"seed": "x", "used_mask": 0})
    sign_in(client, admin)
    assert client.get("/clinic/").url.startswith("/accounts/second-step/?next=")


def test_in_development_it_is_off_unless_asked_for():
    assert site.DEVELOPMENT
    assert SECRET not in site.SECRET_KEY


def test_django_admin_has_no_door_of_its_own(client, admin):
    answer = client.post("/admin/login/", {"username": admin.email, "password": PASSWORD})
    assert answer.url.startswith("/accounts/login/?next=")


def test_the_last_passkey_of_staff_stays_too(client, admin):
    """allauth asks this of the app alone."""
    give_all(admin)
    Authenticator.objects.filter(user=admin, type="totp").delete()
    page = reverse("mfa_remove_webauthn", args=[Authenticator.objects.get(type="webauthn").pk])
    answer = signed_in(admin).post(page)
    assert "Your account needs a second step. Set up another one first." in answer.content.decode()
    assert Authenticator.objects.filter(user=admin, type="webauthn").exists()
