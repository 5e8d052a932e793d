"""Free times for a program that does not know yet whom it books for."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from assessments.queries.advice import Advice
from bookings.adapters.slot_cache import Watch, unwatched
from bookings.models import Appointment, Service
from bookings.queries.availability import Offer, Seek, bookable, judged, read_books, slots_in
from hekas.accounts.models import Therapist

NOT_ASKED_YET = Advice(gate="open", stale=False)


def seek_for(service: Service, therapist: Therapist | None, moving: Appointment | None = None) -> Seek:
    """What anybody could be offered. The gate is asked when somebody is booked in, never here.

    For a visit that is `moving`, of its own length, also where its own time is.
    """
    return Seek(service, NOT_ASKED_YET, therapist, leaving_out=moving)


class Listed(NamedTuple):
    """Free times, and the public names of the therapists and places that they speak of."""

    offers: tuple[Offer, ...]
    therapists: Mapping[int, str]
    places: Mapping[int, str]


def every_slot(seek: Seek, first: date, last: date, now: datetime, watch: Watch = unwatched) -> Listed:
    """Every free time of every therapist, where a page shows one of each start; both dates inclusive."""
    within = bookable(seek, first, last, now)
    if within is None:
        return Listed((), {}, {})
    books = read_books(seek, within, now, watch)
    who = {pk: str(row.uuid) for pk, row in books.therapists.items()}
    return Listed(judged(seek, slots_in(books)), who, books.places)
