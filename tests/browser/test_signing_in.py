"""Signing in on a phone: a passkey made and used, a code of an app, and every page read by axe."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from playwright.sync_api import expect

from hekas.portal.demo import words
from tests.accounts.codes import code_of
from tests.browser.conftest import PHONE, violations

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(autouse=True)
def required(settings):
    settings.SECOND_FACTOR_REQUIRED = True
    cache.clear()


@pytest.fixture
def phone(visit):
    """A phone with a platform authenticator; passkeys need a name, so not the number of the address."""
    page = visit(PHONE)
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return page


def site_of(page, site):
    return site.replace("127.0.0.1", "localhost")


def sign_in(page, site, role):
    page.goto(f"{site}/accounts/login/")
    page.get_by_label("E-mail").or_(page.get_by_label("Email")).fill(f"{role}@{words.DOMAIN}")
    page.get_by_label("Password").fill(words.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).tap()


def fine(page):
    """The page as it stands has nothing that axe minds."""
    assert violations(page) == []


def sign_out(page, site):
    page.goto(f"{site}/accounts/logout/")
    page.locator("main").get_by_role("button", name="Sign out").tap()
    expect(page).to_have_url(f"{site}/accounts/login/?signed-out")


def test_a_therapist_makes_a_passkey_and_signs_in_with_one_tap(phone, site):
    here = site_of(phone, site)
    sign_in(phone, here, "therapist")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Set up a second step")
    fine(phone)
    phone.get_by_role("link", name="Add a passkey").tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Add a passkey")
    phone.get_by_role("link", name="How you sign in").tap()  # there is a way back
    phone.get_by_role("link", name="Add a passkey").tap()
    expect(phone.get_by_role("button", name="Add a passkey")).to_be_visible()
    fine(phone)
    phone.get_by_role("button", name="Add a passkey").tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    expect(phone.locator("main code")).to_have_count(10)
    fine(phone)
    phone.get_by_role("link", name="I have kept them").tap()
    expect(phone).to_have_url(re.compile(r"/day/$"))
    for page in ("second-step/", "second-step/webauthn/", "sessions/", "second-step/totp/activate/"):
        phone.goto(f"{here}/accounts/{page}")
        fine(phone)
    sign_out(phone, here)
    phone.goto(f"{here}/accounts/login/")
    fine(phone)
    phone.get_by_role("button", name="Sign in with a passkey").tap()
    expect(phone).to_have_url(re.compile(r"/day/$"))


def test_a_browser_without_passkeys_says_so(visit, site):
    page = visit(PHONE)
    page.add_init_script("delete window.PublicKeyCredential")
    sign_in(page, site, "therapist")
    page.get_by_role("link", name="Add a passkey").tap()
    expect(page.get_by_text("This browser can’t make a passkey.")).to_be_visible()
    expect(page.get_by_role("button", name="Add a passkey")).to_be_hidden()
    fine(page)
    page.locator("main").get_by_role("link", name="a code from an app").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up an app")


def test_an_admin_sets_up_an_app_and_types_its_code(phone, site):
    here = site_of(phone, site)
    sign_in(phone, here, "admin")
    phone.get_by_role("link", name="Set up an app").tap()
    phone.get_by_text("I can’t scan it").tap()
    secret = phone.locator("main code").inner_text()
    phone.get_by_label(re.compile("code", re.IGNORECASE)).fill(code_of(secret))
    phone.get_by_role("button", name="Set it up").tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    spare = phone.locator("main code").first.inner_text()
    sign_out(phone, here)
    sign_in(phone, here, "admin")
    expect(phone.get_by_role("heading", level=1)).to_have_text("One more step")
    fine(phone)
    phone.get_by_label(re.compile("code", re.IGNORECASE)).fill("000000")
    phone.get_by_role("button", name="Sign in", exact=True).tap()
    expect(phone.get_by_role("heading", name="There is a problem")).to_be_visible()
    phone.get_by_label(re.compile("code", re.IGNORECASE)).fill(spare)
    phone.get_by_role("button", name="Sign in", exact=True).tap()
    expect(phone).to_have_url(re.compile(r"/clinic/$"))
    assert Authenticator.objects.filter(type="totp").count() == 1


def test_other_browsers_are_ended_from_one(visit, phone, site):
    here = site_of(phone, site)
    sign_in(phone, here, "client")
    expect(phone).to_have_url(re.compile(r"/me/$"))
    other = visit(PHONE)
    sign_in(other, here, "client")
    expect(other).to_have_url(re.compile(r"/me/$"))
    assert UserSession.objects.count() == 2
    phone.goto(f"{here}/accounts/sessions/")
    phone.get_by_role("button", name="End all others").tap()
    expect(phone.get_by_text("You are signed in nowhere else.")).to_be_visible()
    other.goto(f"{here}/me/")
    expect(other.get_by_role("heading", level=1)).to_have_text("Sign in")
