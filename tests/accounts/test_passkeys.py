"""A passkey alone opens an account, so whoever holds it has to be known to it: by a PIN, a finger or a face.

Source: ASVS 6.3.3.
"""

import json
from hashlib import sha256

import pytest
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.webauthn.internal.auth import STATE_SESSION_KEY
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client as Browser
from django.urls import reverse
from fido2.utils import websafe_encode
from fido2.webauthn import AuthenticatorData, CollectedClientData

from hekas.accounts.models import User
from tests.access.second_steps import give_all, give_passkey

pytestmark = pytest.mark.django_db
PASSWORD = "a long demo password"
TOUCHED = AuthenticatorData.FLAG.UP
KNOWN = TOUCHED | AuthenticatorData.FLAG.UV


@pytest.fixture
def therapist():
    return made("thea@demo.example", "therapist")


def made(address, role):
    user = User.objects.create_user(address, PASSWORD, role=role)
    user.emailaddress_set.create(email=address, verified=True, primary=True)
    return user


@pytest.fixture
def her_key(therapist):
    """The secret inside her device."""
    key = ec.generate_private_key(ec.SECP256R1())
    give_passkey(therapist, key)
    return key


def begun_anew(browser):
    """The page to sign in asks for a passkey."""
    browser.get(reverse("mfa_login_webauthn"), headers={"X-Requested-With": "XMLHttpRequest"})


def begun_as_another(browser):
    """Somebody signs in to an account of their own, is asked for its second step, and thinks better of it."""
    other = made("otto@demo.example", "client")
    give_all(other)
    sent = {"login": other.email, "password": PASSWORD}
    asked = browser.post(reverse("account_login"), sent, follow=True)
    assert asked.redirect_chain[-1][0] == reverse("mfa_authenticate")
    browser.post(reverse("account_logout"))


def signed(user, key, flags, state):
    """What her device sends for this challenge."""
    said = CollectedClientData.create("webauthn.get", state["challenge"], "https://testserver")
    data = AuthenticatorData.create(sha256(b"testserver").digest(), flags, 0)
    proof = key.sign(data + sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
    response = {"clientDataJSON": said, "authenticatorData": data, "signature": proof}
    name, handle = websafe_encode(user.uuid.bytes), websafe_encode(user_pk_to_url_str(user).encode())
    return {
        "id": name,
        "rawId": name,
        "type": "public-key",
        "response": {**{what: websafe_encode(part) for what, part in response.items()}, "userHandle": handle},
        "clientExtensionResults": {},
    }


def tapped(user, key, flags, begun):
    """Whose account is open after that."""
    browser = Browser()
    begun(browser)
    sent = signed(user, key, flags, browser.session[STATE_SESSION_KEY])
    browser.post(reverse("mfa_login_webauthn"), {"credential": json.dumps(sent)})
    return browser.session.get("_auth_user_id")


@pytest.mark.parametrize("begun", [begun_anew, begun_as_another])
def test_a_device_that_knows_who_holds_it_opens_its_account(therapist, her_key, begun):
    assert tapped(therapist, her_key, KNOWN, begun) == str(therapist.pk)


@pytest.mark.parametrize("begun", [begun_anew, begun_as_another])
def test_a_device_that_was_only_touched_opens_nothing(therapist, her_key, begun):
    assert tapped(therapist, her_key, TOUCHED, begun) is None
