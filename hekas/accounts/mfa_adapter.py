"""What allauth does with second steps in our way: secrets are kept encrypted, names are plain words."""

import base64
import hashlib
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings

from hekas.accounts import second_factor


class MFAAdapter(DefaultMFAAdapter):
    """Hooks of allauth.mfa. The key is made of SECRET_KEY; older ones still open what they closed."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": "Your work needs a second step. Set up another one first.",
        "incorrect_code": "That code is not right. Codes change every 30 seconds: try the newest.",
        "unverified_email": "Confirm your e-mail address first.",
    }

    def encrypt(self, text: str) -> str:
        return _keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _keys().decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        return "Hekas"

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Staff keep at least one."""
        user = authenticator.user
        return not second_factor.is_needed(user) or len(second_factor.kinds_of(user)) > 1

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return "My passkey" if count == 0 else f"My passkey {count + 1}"


def _keys() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(secret)) for secret in secrets])


def _key(secret: str) -> bytes:
    """32 bytes for this purpose alone, as Fernet wants them."""
    made = hashlib.blake2b(secret.encode(), person=b"hekas-mfa", digest_size=32).digest()
    return base64.urlsafe_b64encode(made)
