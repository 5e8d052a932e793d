"""Everybody has every kind of second step, so that each page of theirs is there to be opened."""

from hashlib import sha256

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from hekas.accounts.models import User
from tests.accounts.codes import with_app

FLAGS = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT


def give_all(user: User) -> None:
    """An app, a passkey, and recovery codes that have been shown."""
    with_app(user)
    give_passkey(user, ec.generate_private_key(ec.SECP256R1()))  # which nobody has kept
    RecoveryCodes.activate(user).mark_as_viewed()


def give_passkey(user: User, key: ec.EllipticCurvePrivateKey) -> None:
    data = {"name": f"Passkey of {user.name}", "credential": _credential(user, key)}
    Authenticator.objects.create(user=user, type="webauthn", data=data)


def _credential(user: User, key: ec.EllipticCurvePrivateKey) -> dict[str, object]:
    """What a device sends when it has made a passkey."""
    made = AttestedCredentialData.create(
        b"\0" * 16, user.uuid.bytes, ES256.from_cryptography_key(key.public_key())
    )
    data = AuthenticatorData.create(sha256(b"testserver").digest(), FLAGS, 0, made)
    said = CollectedClientData.create("webauthn.create", b"challenge", "https://testserver")
    response = {
        "clientDataJSON": websafe_encode(said),
        "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
    }
    name = websafe_encode(user.uuid.bytes)
    extensions = {"credProps": {"rk": True}}
    return {
        "id": name,
        "rawId": name,
        "type": "public-key",
        "response": response,
        "clientExtensionResults": extensions,
    }
