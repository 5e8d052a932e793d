"""Why a time that was shown can't be had any more, as far as whoever asks may know it."""

from collections.abc import Collection
from datetime import datetime

from bookings.adapters.diaries import spans_of
from bookings.queries.availability import Seek, read_books
from bookings.scheduling.desk import Wanted, hindrances
from bookings.scheduling.intervals import MINUTE, Interval
from bookings.scheduling.terms import OVERLAPS, Hindrance

OFF = frozenset({Hindrance.HOURS, Hindrance.AWAY})


def why_gone(seek: Seek, start: datetime, now: datetime) -> Hindrance | None:
    """The one thing that keeps it from everybody who was asked for; None where others have it in hand.

    Nothing of other clients is in it. That the client is elsewhere then is not for whoever holds a link.
    Three statements.
    """
    during, busy = spans_of(seek.service, start, seek.minutes)
    books = read_books(seek, Interval(during.start, during.start + MINUTE), now)
    wanted = Wanted(during, busy, seek.service.is_deep)
    found = [hindrances(wanted, diary, books.rooms, books.taken) for diary in books.diaries]
    told = {_one_of(against, seek.says_why) for against in found} or {Hindrance.HOURS}
    return told.pop() if len(told) == 1 else None


def _one_of(against: Collection[Hindrance], says_why: bool) -> Hindrance | None:
    if Hindrance.CLIENT in against and says_why:
        return Hindrance.CLIENT
    if OFF & set(against):
        return Hindrance.HOURS
    is_rest = Hindrance.HANDS in against and not OVERLAPS & set(against)
    return Hindrance.HANDS if is_rest else None
