"""Telling therapists, once for each visit, that a client needs a call first."""

from datetime import datetime

from bookings.actions import notices
from bookings.queries.to_call import to_call
from hekas.postgres.each_alone import each_alone


def tell(now: datetime) -> int:
    """A letter for each visit of the next 24 hours that can't go ahead as it stands; returns how many."""
    found = [one.appointment for one in to_call(now)]
    with each_alone("visits before which somebody has to ring") as alone:
        for visit, key in notices.untold_calls(found):
            with alone(visit.uuid):
                notices.tell_to_call(visit, key, now)
    return len(found)
