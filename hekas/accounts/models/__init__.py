from hekas.accounts.models.people import Client, Consent, Guardian, Therapist, treats
from hekas.accounts.models.stand_in import StandIn
from hekas.accounts.models.user import User

__all__ = ["Client", "Consent", "Guardian", "StandIn", "Therapist", "User", "treats"]
