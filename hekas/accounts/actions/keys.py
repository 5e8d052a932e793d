"""Secrets of the second step, closed anew with the newest key, so that the one before it may go."""

from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.db import transaction

from hekas import closed
from hekas.accounts.mfa_adapter import PURPOSE

CLOSED_PARTS = ("secret", "seed")  # of an app; of codes that nobody has seen yet


def close_anew() -> tuple[int, int]:
    """How many were closed anew, and how many no key opens: those stand as they were."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)
    done = lost = 0
    for pk in Authenticator.objects.filter(type__in=kinds).order_by("pk").values_list("pk", flat=True):
        try:
            done += _one(pk)
        except InvalidToken:
            lost += 1
    return done, lost


@transaction.atomic
def _one(pk: int) -> bool:
    """The row is held: somebody may be using a code of it this moment."""
    row = Authenticator.objects.select_for_update().filter(pk=pk).first()
    if row is None:
        return False
    was = dict(row.data)
    for part in CLOSED_PARTS:
        if part in row.data:
            row.data[part] = closed.with_newest_key(row.data[part], PURPOSE)
    if row.data == was:
        return False
    row.save(update_fields=["data"])
    return True
