"""The next free times for pages of other rooms, which ask by the settings: they may not know the calendar."""

from datetime import datetime

from django.http import HttpRequest

from bookings import permissions
from bookings.presenters.next_times import Times
from bookings.queries.next_times import next_times


def times_for(request: HttpRequest, now: datetime) -> Times | None:
    """For whoever asks; None where they may not book now or there is nothing for them."""
    found = next_times(permissions.person_of(request), now)
    return Times.of(found) if found is not None else None
