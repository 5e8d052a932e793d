"""Where staff put a visit: the same search as the public's, and in words what stands in the way.

`hindrances` is empty exactly where `find` offers the start; a property test holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bookings.scheduling.intervals import MINUTE, Interval, merge, subtract
from bookings.scheduling.load import Hands
from bookings.scheduling.minutes import Run, meet, touched
from bookings.scheduling.slots import Ask, Diary, RoomDiary, Slot, find
from bookings.scheduling.terms import Hindrance


@dataclass(frozen=True, slots=True)
class Wanted:
    """One visit at one start: the treatment and the time that it takes with its turnover."""

    during: Interval
    busy: Interval
    deep: bool = False

    def ask(self, ask: Ask) -> Ask:
        """The search for this very start, on any minute and of this length."""
        within = Interval(self.during.start, self.during.start + MINUTE)
        return replace(ask, within=within, minutes=self.during.minutes, step=1)


def slot_for(
    wanted: Wanted, ask: Ask, diary: Diary, rooms: Sequence[RoomDiary], taken: Iterable[Run]
) -> Slot | None:
    """The slot with the first free room, if the start can be had."""
    return next(iter(find(wanted.ask(ask), [diary], rooms, taken)), None)


def hindrances(
    wanted: Wanted, diary: Diary, rooms: Sequence[RoomDiary], taken: Iterable[Run]
) -> frozenset[Hindrance]:
    """All that stands in the way of the wanted visit."""
    return frozenset(_hindrances(wanted, diary, rooms, taken))


def _hindrances(
    wanted: Wanted, diary: Diary, rooms: Sequence[RoomDiary], taken: Iterable[Run]
) -> Iterator[Hindrance]:
    places = _places(wanted, diary)
    if not places:
        yield Hindrance.HOURS
    if any(off.overlaps(wanted.busy) for off in diary.off):
        yield Hindrance.AWAY
    if any(meet(visit.busy, touched(wanted.busy)) for visit in diary.visits):
        yield Hindrance.THERAPIST
    if not any(True for _ in free_rooms(wanted, rooms, places)):
        yield Hindrance.ROOM
    if wanted.deep and diary.load is not None:
        hands = Hands(diary.load, (visit.during for visit in diary.visits if visit.deep))
        if not hands.can(touched(wanted.during)):
            yield Hindrance.HANDS
    if any(meet(run, touched(wanted.during)) for run in taken):
        yield Hindrance.CLIENT


def _places(wanted: Wanted, diary: Diary) -> frozenset[int]:
    """Where the therapist works all that time."""
    here = {shift.place for shift in diary.shifts}
    return frozenset(
        place
        for place in here
        if not subtract([wanted.busy], merge(s.span for s in diary.shifts if s.place == place))
    )


def free_rooms(wanted: Wanted, rooms: Iterable[RoomDiary], places: frozenset[int]) -> Iterator[int]:
    """The rooms that nobody has then; anywhere, where the therapist works nowhere."""
    for room in rooms:
        here = not places or room.place in places
        if here and not any(meet(busy, touched(wanted.busy)) for busy in room.busy):
            yield room.room


def room_for(wanted: Wanted, diary: Diary, rooms: Sequence[RoomDiary]) -> int | None:
    """A room for a visit that is put over others: a free one if there is one, else the first at the place."""
    places = _places(wanted, diary)
    here = [room.room for room in rooms if not places or room.place in places]
    return next(free_rooms(wanted, rooms, places), here[0] if here else None)
