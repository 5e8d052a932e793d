"""Whoever changes how somebody signs in, its owner reads of it in a letter.

Source: ASVS 6.3.7, 6.7.2.
"""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import STATE_SESSION_KEY
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.cache import cache
from django.test import Client as Browser
from django.urls import reverse
from fido2.utils import websafe_decode

from hekas.accounts.models import User
from hekas.messaging.models import OutboundMessage
from tests.access.browsers import signed_in
from tests.access.second_steps import give_passkey
from tests.accounts.codes import code_of, with_app

PASSWORD, ANOTHER = "a long demo password", "another long demo password"
pytestmark = pytest.mark.django_db(transaction=True)  # some letters are written once all else is kept


@pytest.fixture(autouse=True)
def no_earlier_tries():
    cache.clear()


@pytest.fixture
def user():
    made = User.objects.create_user("cleo@demo.example", PASSWORD, role="client")
    EmailAddress.objects.create(user=made, email=made.email, primary=True, verified=True)
    return made


def change_password(user):
    sent = {"oldpassword": PASSWORD, "password1": ANOTHER, "password2": ANOTHER}
    signed_in(user).post(reverse("account_change_password"), sent)


def set_anew_by_letter(user):
    browser = signed_in(user)
    browser.logout()
    browser.post(reverse("account_reset_password"), {"email": user.email})
    link = re.search(r"https?://\S+?(/accounts/\S+)", letters(user)[-1]).group(1)
    page = browser.get(link, follow=True)
    browser.post(page.redirect_chain[-1][0], {"password1": ANOTHER, "password2": ANOTHER})


def add_app(user):
    browser = signed_in(user)
    secret = browser.get(reverse("mfa_activate_totp")).context["form"].secret
    browser.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})


def take_app_away(user):
    with_app(user)
    signed_in(user).post(reverse("mfa_deactivate_totp"))


def make_new_recovery_codes(user):
    with_app(user)
    signed_in(user).post(reverse("mfa_generate_recovery_codes"))


def take_passkey_away(user):
    give_passkey(user, ec.generate_private_key(ec.SECP256R1()))
    key = Authenticator.objects.get(user=user, type="webauthn")
    signed_in(user).post(reverse("mfa_remove_webauthn", args=[key.pk]))


CHANGES = {
    change_password: "password",
    set_anew_by_letter: "password",
    add_app: "app",
    take_app_away: "app",
    make_new_recovery_codes: "recovery codes",
    take_passkey_away: "passkey",
}


def letters(user):
    written = OutboundMessage.objects.filter(template="account_email").order_by("pk")
    return [row.context["body"] for row in written]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_of_another_password_or_second_step_its_owner_reads(user, change):
    change(user)
    assert "Was it you?" in letters(user)[-1]
    assert CHANGES[change] in letters(user)[-1]


def test_what_is_refused_writes_nothing(user):
    sent = {"oldpassword": "not the one of now", "password1": ANOTHER, "password2": ANOTHER}
    signed_in(user).post(reverse("account_change_password"), sent)
    assert letters(user) == []


def test_what_a_passkey_signs_is_asked_once_and_can_not_be_guessed():
    """64 bits at the least, and never the same again."""
    asked = set()
    for _ in range(20):
        browser = Browser()
        browser.get(reverse("mfa_login_webauthn"), headers={"X-Requested-With": "XMLHttpRequest"})
        asked.add(websafe_decode(browser.session[STATE_SESSION_KEY]["challenge"]))
    assert (len(asked), min(map(len, asked)) * 8 >= 64) == (20, True)
