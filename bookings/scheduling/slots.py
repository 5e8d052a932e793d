"""Free slots: what the page lists and what booking checks again under the lock is this one function."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from bookings.scheduling.intervals import Interval
from bookings.scheduling.load import Hands, LoadRule
from bookings.scheduling.minutes import Run, Taken, ceil, gaps, joined, moment, steps, touched
from bookings.scheduling.visits import Visit, Visits
from bookings.scheduling.working_time import Rota, Shift


@dataclass(frozen=True, slots=True)
class Ask:
    """What is looked for. A start lies in `within`; the treatment and the turnover lie in working time."""

    within: Interval
    minutes: int
    turnover: int = 0
    step: int = 15
    deep: bool = False


@dataclass(frozen=True, slots=True)
class Diary:
    """One therapist: shifts with their place, time off, visits, and the rule for deep work."""

    therapist: int
    shifts: tuple[Shift, ...]
    off: tuple[Interval, ...] = ()
    visits: Sequence[Visit] = ()
    load: LoadRule | None = None


@dataclass(frozen=True, slots=True)
class RoomDiary:
    """One room of a place and what takes it."""

    room: int
    place: int
    busy: tuple[Run, ...] = ()


class Slot(NamedTuple):
    """A free time: `end` is the end of the treatment, `room` the first free one."""

    start: datetime
    end: datetime
    therapist: int
    room: int
    place: int


Who = tuple[int, int, int]  # the therapist, the room, the place
_new = tuple.__new__  # a named tuple in half the time, where a search makes ten thousand


class _Place(dict[int, int | None]):
    """By minute, the first room of a place that stays free for the visit; None where there is none.

    Each minute is looked at once: colleagues mostly share their hours.
    """

    def __init__(self, rooms: Iterable[RoomDiary], whole: int) -> None:
        super().__init__()
        taken = [(room.room, Taken(room.busy)) for room in rooms]
        self.rooms = [(room, runs.starts, runs.ends) for room, runs in taken]
        self.whole = whole

    def __missing__(self, minute: int) -> int | None:
        first, end = None, minute + self.whole
        for room, starts, ends in self.rooms:  # as `Taken.spares`: a call for each would take as long again
            place = bisect_left(starts, end)
            if not place or ends[place - 1] <= minute:
                first = room
                break
        self[minute] = first
        return first


def find(
    ask: Ask, diaries: Iterable[Diary], rooms: Iterable[RoomDiary], taken: Iterable[Run] = ()
) -> tuple[Slot, ...]:
    """Every free slot, in order of start, then therapist.

    `taken` are the client's own appointments: nobody is in two places at once. An appointment that is
    being moved is simply left out of the diaries and of `taken`.
    """
    search, elsewhere = _Search(ask, rooms), Taken(taken)
    found: dict[int, list[Who]] = defaultdict(list)
    for diary in diaries:
        for minute, room, place in search.of(diary):
            found[minute].append((diary.therapist, room, place))
    slots: list[Slot] = []
    for minute in sorted(found):
        end = minute + ask.minutes
        if elsewhere.spares(minute, end):
            start, until = moment(minute), moment(end)
            slots += [_new(Slot, (start, until, *who)) for who in sorted(found[minute])]
    return tuple(slots)


def rooms_for(slot: Slot, ask: Ask, rooms: Iterable[RoomDiary]) -> tuple[int, ...]:
    """Every room of its place that is free for a slot, in their order; the first is the slot's own."""
    first = ceil(slot.start)
    until = first + ask.minutes + ask.turnover
    here = (room for room in rooms if room.place == slot.place)
    return tuple(room.room for room in here if Taken(room.busy).spares(first, until))


class _Search:
    """One search, and what it has found out so far about the rooms."""

    def __init__(self, ask: Ask, rooms: Iterable[RoomDiary]) -> None:
        self.ask = ask
        self.whole = ask.minutes + ask.turnover
        self.first, self.until = ceil(ask.within.start), ceil(ask.within.end)
        by_place: dict[int, list[RoomDiary]] = defaultdict(list)
        for room in rooms:
            by_place[room.place].append(room)
        self.places = {place: _Place(found, self.whole) for place, found in by_place.items()}

    def of(self, diary: Diary) -> Iterator[tuple[int, int, int]]:
        """The free starts of one therapist: minute, room, place; in no order."""
        for place, shifts, starts in self._starts(diary):
            rooms = self.places[place]
            for minute in _minutes(shifts, self.ask.step, starts):
                room = rooms[minute]
                if room is not None:
                    yield minute, room, place

    def _starts(self, diary: Diary) -> Iterator[tuple[int, tuple[Run, ...], Run]]:
        """Where the visit, turnover and all, fits between what takes the therapist: place, shifts, starts."""
        visits = Visits.of(diary.visits)
        busy = joined([*map(touched, diary.off), *visits.busy])
        hands = self._hands(diary.load, visits)
        rota = diary.shifts if isinstance(diary.shifts, Rota) else Rota(diary.shifts)
        for place, block, shifts in rota.blocks:
            if place not in self.places:
                continue
            for begin, end in gaps(block, busy, self.whole):
                starts = max(begin, self.first), min(end - self.whole + 1, self.until)
                for kept in hands.keep(self.ask.minutes, starts) if hands else (starts,):
                    yield place, shifts, kept

    def _hands(self, load: LoadRule | None, visits: Visits) -> Hands | None:
        return Hands(load, visits.deep) if load is not None and self.ask.deep else None


def _minutes(shifts: tuple[Run, ...], step: int, starts: Run) -> Iterable[int]:
    """The grid of each shift of a block within these starts; a minute on two grids comes once."""
    if len(shifts) == 1:
        return steps(shifts[0], step, *starts)
    return {minute for shift in shifts for minute in steps(shift, step, *starts)}
