"""Telling therapists, once for each visit, that a client needs a call first."""

from datetime import datetime

from django.db import transaction

from bookings.actions import notices
from bookings.queries.to_call import to_call


@transaction.atomic
def tell(now: datetime) -> int:
    """A letter for each visit of the next 24 hours that can't go ahead as it stands; returns how many."""
    found = [one.appointment for one in to_call(now)]
    notices.tell_to_call(found, now)
    return len(found)
