"""One exact time: is it on offer, was it ever, and what else is near."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bookings.adapters.diaries import spans_of
from bookings.queries.availability import (
    Books,
    Found,
    Offer,
    Seek,
    bookable,
    free_slots,
    judged,
    offers_in,
    read_books,
    slots_in,
    zone,
)
from bookings.queries.working_rows import taken
from bookings.scheduling.fairness import in_turn
from bookings.scheduling.intervals import MINUTE, Interval
from bookings.scheduling.minutes import Taken, touched
from bookings.scheduling.slots import find, rooms_for
from bookings.scheduling.working_time import DAY, local_day
from hekas.accounts.models import Therapist

NEAR_DAYS = 7


@dataclass(frozen=True)
class Answer:
    """The offer at that time, if there is one; `ever` says whether the clinic could offer it at all."""

    offer: Offer | None
    ever: bool


@dataclass(frozen=True)
class Choice:
    """One therapist who is free, in the first of their rooms, and the ids of all in which they could be."""

    offer: Offer
    therapist: Therapist
    rooms: tuple[int, ...]


@dataclass(frozen=True)
class Choices:
    """All who are free at one start; `ever` says whether the clinic could offer it at all."""

    found: tuple[Choice, ...]
    ever: bool


def offer_at(seek: Seek, start: datetime, now: datetime) -> Answer:
    """What the same search as the page's says of one start."""
    start = start.astimezone(UTC)
    books = _books_at(seek, start, now)
    if books is None:
        return Answer(None, ever=False)
    found = [offer for offer in offers_in(seek, books) if offer.start == start]
    if found:
        return Answer(found[0], ever=True) if found[0].may_be_taken else Answer(None, ever=False)
    return Answer(None, ever=_ever(books))


def choices_at(seek: Seek, start: datetime, now: datetime) -> Choices:
    """Everybody who is free at one start, in the order of whose turn it is, each with the rooms there are."""
    start = start.astimezone(UTC)
    books = _books_at(seek, start, now)
    if books is None:
        return Choices((), ever=False)
    slots = [slot for slot in slots_in(books) if slot.start == start]
    if not slots:
        return Choices((), ever=_ever(books))
    offers = judged(seek, in_turn(slots, books.diaries, zone()))
    if not offers[0].may_be_taken:
        return Choices((), ever=False)
    found = (
        Choice(one, books.therapists[one.slot.therapist], rooms_for(one.slot, books.ask, books.rooms))
        for one in offers
    )
    return Choices(tuple(found), ever=True)


def still_free(seek: Seek, room: int, start: datetime, now: datetime) -> Offer | None:
    """The offer of one therapist in one room at one start, as the diary stands now."""
    start = start.astimezone(UTC)
    books = _books_at(seek, start, now)
    if books is None:
        return None
    there = replace(books, rooms=tuple(one for one in books.rooms if one.room == room))
    return next((offer for offer in offers_in(seek, there) if offer.start == start), None)


def room_is_free(seek: Seek, room: int, start: datetime, now: datetime) -> bool:
    """Whether nothing takes the room for a visit that starts then, as the diary stands now. One statement."""
    _, busy = spans_of(seek.service, start, seek.minutes)
    leaving_out = seek.leaving_out.pk if seek.leaving_out is not None else None
    there = taken([], [room], busy, now, leaving_out=leaving_out).rooms[room]
    return Taken(there).spares(*touched(busy))


def _books_at(seek: Seek, start: datetime, now: datetime) -> Books | None:
    """What the diary has at one start; None where nobody may begin then at all."""
    day = local_day(start, zone())
    within = bookable(seek, day, day, now)
    if within is None or not within.holds(start) or start.second or start.microsecond:
        return None
    return read_books(seek, Interval(start, start + MINUTE), now)


def _ever(books: Books) -> bool:
    blank = books.blank()
    return bool(find(blank.ask, blank.diaries, blank.rooms))


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
