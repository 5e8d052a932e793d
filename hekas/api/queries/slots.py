"""Free times for a program that does not know yet whom it books for."""

from datetime import date, datetime

from assessments.queries.clearances import Advice
from bookings.models import Service
from bookings.queries.availability import Offer, Seek, bookable, read_books
from bookings.scheduling.slots import find
from bookings.scheduling.terms import ServiceKind
from bookings.scheduling.windows import judge
from hekas.accounts.models import Therapist

NOT_ASKED_YET = Advice(gate="open", stale=False)


def seek_for(service: Service, therapist: Therapist | None) -> Seek:
    """What anybody could be offered. The gate is asked when somebody is booked in, never here."""
    return Seek(service, NOT_ASKED_YET, therapist)


def every_slot(seek: Seek, first: date, last: date, now: datetime) -> tuple[Offer, ...]:
    """Every free time of every therapist, where a page shows one of each start; both dates inclusive."""
    within = bookable(seek, first, last, now)
    if within is None:
        return ()
    books = read_books(seek, within, now)
    free = find(books.ask, books.diaries, books.rooms, books.taken)
    kind, windows = ServiceKind(seek.service.kind), seek.windows
    return tuple(Offer(slot, judge(slot.start, kind, windows)) for slot in free)
