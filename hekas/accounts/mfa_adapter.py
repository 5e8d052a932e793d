"""What allauth does with second steps in our way: secrets are kept encrypted, names are plain words."""

from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator

from hekas import closed
from hekas.accounts import second_factor

PURPOSE = "mfa"


class MFAAdapter(DefaultMFAAdapter):
    """Hooks of allauth.mfa. The key is made of SECRET_KEY; older ones still open what they closed."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "add_email_blocked": "Take your second step away before you add an address.",
        "cannot_delete_authenticator": "Your account needs a second step. Set up another one first.",
        "cannot_generate_recovery_codes": "Set up a second step first.",
        "incorrect_code": "That code is not right. Codes change every 30 seconds: try the newest.",
        "unverified_email": "Confirm your e-mail address first.",
    }

    def encrypt(self, text: str) -> str:
        return closed.close(text, PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        return closed.reopen(encrypted_text, PURPOSE)

    def get_totp_issuer(self) -> str:
        return "Hekas"

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Who needs one keeps at least one."""
        user = authenticator.user
        return not second_factor.is_needed(user) or len(second_factor.kinds_of(user)) > 1

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return "My passkey" if count == 0 else f"My passkey {count + 1}"
