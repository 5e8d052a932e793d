"""One who is free is locked, with one room, not all that might be given: docs/adr/0030 and 0032.

Of a therapist who was asked for by name only the room is still to be found.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from bookings.actions.front_door import ROOM, THERAPIST, Keys, end_stale_holds, try_lock
from bookings.adapters.diaries import spans_of
from bookings.queries.availability import Offer, Seek
from bookings.queries.offers import Choice, Choices, room_is_free, still_free
from bookings.scheduling.intervals import Interval

MOST_TRIED = 16  # locks that somebody has, before it is better to wait in line


class AllBusy(Exception):
    """Whoever is free is being booked this moment: nobody knows yet how that ends."""


def first_to_have(seek: Seek, choices: Choices, start: datetime, now: datetime) -> Offer:
    """The first of the choices whom nobody else is booking, looked at again under their lock and a room's.

    Raises AllBusy: then the caller waits for all of them.
    """
    _, busy = spans_of(seek.service, start, seek.minutes)
    client = seek.client.pk if seek.client is not None else None
    for choice, room in _locked(choices, busy, is_ours=seek.therapist is not None):
        end_stale_holds([choice.therapist.pk], [room], client, busy, now)
        offer = _looked_at_again(seek, choice, room, start, now)
        if offer is not None and offer.may_be_taken:
            return offer
    raise AllBusy


def _looked_at_again(seek: Seek, choice: Choice, room: int, start: datetime, now: datetime) -> Offer | None:
    """Under the locks. Who was named was locked before they were looked at: only the room was not."""
    if seek.therapist is None:
        return still_free(replace(seek, therapist=choice.therapist), room, start, now)
    if not room_is_free(seek, room, start, now):
        return None
    return choice.offer._replace(slot=choice.offer.slot._replace(room=room))


def _locked(choices: Choices, busy: Interval, *, is_ours: bool) -> Iterator[tuple[Choice, int]]:
    """Each free therapist who can be locked, or who `is_ours`, with the first of their rooms that can."""
    shut: set[int] = set()

    def ours(kind: int, pk: int) -> bool:
        keys = Keys()
        keys.add(kind, [pk], busy)
        if keys.found & shut or len(shut) > MOST_TRIED:
            return False
        if try_lock(keys):
            return True
        shut.update(keys.found)
        return False

    for choice in choices.found:
        if is_ours or ours(THERAPIST, choice.therapist.pk):
            room = next((room for room in choice.rooms if ours(ROOM, room)), None)
            if room is not None:
                yield choice, room
