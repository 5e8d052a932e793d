"""Any therapist: one who is free is locked, not all who might be: docs/adr/0030-any-therapist-one-lock.md."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from bookings.actions.front_door import ROOM, THERAPIST, Keys, end_stale_holds, try_lock
from bookings.adapters.diaries import spans_of
from bookings.queries.availability import Offer, Seek
from bookings.queries.offers import Choices, still_free
from bookings.scheduling.intervals import Interval
from hekas.accounts.models import Therapist

MOST_TRIED = 16  # locks that somebody has, before it is better to wait in line


class AllBusy(Exception):
    """Whoever is free is being booked this moment: nobody knows yet how that ends."""


def first_to_have(seek: Seek, choices: Choices, start: datetime, now: datetime) -> Offer:
    """The first of the choices whom nobody else is booking, looked at again under their lock and a room's.

    Raises AllBusy: then the caller waits for all of them.
    """
    _, busy = spans_of(seek.service, start)
    client = seek.client.pk if seek.client is not None else None
    for therapist, room in _locked(choices, busy):
        end_stale_holds([therapist.pk], [room], client, busy, now)
        offer = still_free(replace(seek, therapist=therapist), room, start, now)
        if offer is not None and offer.may_be_taken:
            return offer
    raise AllBusy


def _locked(choices: Choices, busy: Interval) -> Iterator[tuple[Therapist, int]]:
    """Each free therapist who can be locked, with the first of their rooms that can."""
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
        if ours(THERAPIST, choice.therapist.pk):
            room = next((room for room in choice.rooms if ours(ROOM, room)), None)
            if room is not None:
                yield choice.therapist, room
