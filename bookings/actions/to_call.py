"""Telling therapists, once for each visit, that a client needs a call first."""

from datetime import datetime

from django.db import transaction

from bookings.actions import notices
from bookings.queries.to_call import to_call


@transaction.atomic
def tell(now: datetime) -> int:
    """A letter for each visit of the next 24 hours that can't go ahead as it stands; returns how many."""
    found = to_call(now)
    for one in found:
        notices.tell_to_call(one.appointment, now)
    return len(found)
