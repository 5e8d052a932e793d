from hekas.accounts.models.people import ERASED, Client, Consent, Guardian, Therapist, of_no_account, treats
from hekas.accounts.models.stand_in import StandIn
from hekas.accounts.models.user import User

__all__ = [
    "ERASED",
    "Client",
    "Consent",
    "Guardian",
    "StandIn",
    "Therapist",
    "User",
    "of_no_account",
    "treats",
]
