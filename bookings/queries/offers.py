"""One exact time: is it on offer, was it ever, and what else is near."""

from dataclasses import dataclass
from datetime import UTC, datetime

from bookings.queries.availability import (
    Found,
    Offer,
    Seek,
    bookable,
    free_slots,
    offers_in,
    read_books,
    zone,
)
from bookings.scheduling.intervals import MINUTE, Interval
from bookings.scheduling.slots import find
from bookings.scheduling.working_time import DAY, local_day

NEAR_DAYS = 7


@dataclass(frozen=True)
class Answer:
    """The offer at that time, if there is one; `ever` says whether the clinic could offer it at all."""

    offer: Offer | None
    ever: bool


def offer_at(seek: Seek, start: datetime, now: datetime) -> Answer:
    """What the same search as the page's says of one start."""
    start = start.astimezone(UTC)
    day = local_day(start, zone())
    within = bookable(seek, day, day, now)
    if within is None or not within.holds(start) or start.second or start.microsecond:
        return Answer(None, ever=False)
    books = read_books(seek, Interval(start, start + MINUTE), now)
    found = [offer for offer in offers_in(seek, books) if offer.start == start]
    if found:
        return Answer(found[0], ever=True) if found[0].may_be_taken else Answer(None, ever=False)
    blank = books.blank()
    return Answer(None, ever=bool(find(blank.ask, blank.diaries, blank.rooms)))


def nearest(seek: Seek, start: datetime, now: datetime, count: int = 6) -> tuple[Offer, ...]:
    """The offers nearest to a time that is gone, in order of time."""
    first = max(local_day(now, zone()), local_day(start, zone()) - DAY)
    found = free_slots(seek, first, first + NEAR_DAYS * DAY, now)
    free = [offer for offer in found.offers if offer.may_be_taken]
    closest = sorted(free, key=lambda offer: (abs(offer.start - start), offer.slot))[:count]
    return tuple(sorted(closest, key=lambda offer: offer.slot))


def first_free(found: Found) -> Offer | None:
    """The earliest time that may be taken."""
    return next((offer for offer in found.offers if offer.may_be_taken), None)


def best(found: Found) -> Offer | None:
    """The time that fits best, the earliest of its kind."""
    free = [offer for offer in found.offers if offer.may_be_taken]
    return min(free, key=lambda offer: (offer.judgement.rank, offer.slot), default=None)
