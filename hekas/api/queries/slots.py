"""Free times for a program that does not know yet whom it books for."""

from datetime import date, datetime

from assessments.queries.clearances import Advice
from bookings.models import Service
from bookings.queries.availability import Offer, Seek, bookable, judged, read_books, slots_in
from hekas.accounts.models import Therapist

NOT_ASKED_YET = Advice(gate="open", stale=False)


def seek_for(service: Service, therapist: Therapist | None) -> Seek:
    """What anybody could be offered. The gate is asked when somebody is booked in, never here."""
    return Seek(service, NOT_ASKED_YET, therapist)


def every_slot(seek: Seek, first: date, last: date, now: datetime) -> tuple[Offer, ...]:
    """Every free time of every therapist, where a page shows one of each start; both dates inclusive."""
    within = bookable(seek, first, last, now)
    return () if within is None else judged(seek, slots_in(read_books(seek, within, now)))
