from hekas.accounts.models.people import Client, Consent, Therapist
from hekas.accounts.models.user import User

__all__ = ["Client", "Consent", "Therapist", "User"]
