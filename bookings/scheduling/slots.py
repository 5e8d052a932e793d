"""Free slots: what the page lists and what booking checks again under the lock is this one function."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from bookings.scheduling.intervals import Interval
from bookings.scheduling.load import Hands, LoadRule
from bookings.scheduling.minutes import Run, Taken, ceil, chains, gaps, joined, moment, steps, touched
from bookings.scheduling.working_time import Shift


@dataclass(frozen=True, slots=True)
class Ask:
    """What is looked for. A start lies in `within`; the treatment and the turnover lie in working time."""

    within: Interval
    minutes: int
    turnover: int = 0
    step: int = 15
    deep: bool = False


class Visit(NamedTuple):
    """An appointment that takes its therapist: the treatment, the treatment with its turnover, its depth.

    In minutes, rounded outwards.
    """

    during: Run
    busy: Run
    deep: bool = False

    @classmethod
    def of(cls, during: Interval, busy: Interval, deep: bool = False) -> Visit:
        return cls(touched(during), touched(busy), deep)


@dataclass(frozen=True, slots=True)
class Diary:
    """One therapist: shifts with their place, time off, visits, and the rule for deep work."""

    therapist: int
    shifts: tuple[Shift, ...]
    off: tuple[Interval, ...] = ()
    visits: tuple[Visit, ...] = ()
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


class _Place(dict[int, int | None]):
    """By minute, the first room of a place that stays free for the visit; None where there is none.

    Each minute is looked at once: colleagues mostly share their hours.
    """

    def __init__(self, rooms: Iterable[RoomDiary], whole: int) -> None:
        super().__init__()
        self.rooms = [(room.room, Taken(room.busy)) for room in rooms]
        self.whole = whole

    def __missing__(self, minute: int) -> int | None:
        first = None
        for room, taken in self.rooms:
            if taken.spares(minute, minute + self.whole):
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
    found: dict[int, set[Who]] = defaultdict(set)
    for diary in diaries:
        for minute, room, place in search.of(diary):
            found[minute].add((diary.therapist, room, place))
    slots: list[Slot] = []
    for minute in sorted(found):
        end = minute + ask.minutes
        if elsewhere.spares(minute, end):
            slots += [Slot(moment(minute), moment(end), *who) for who in sorted(found[minute])]
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
            for shift in shifts:
                for minute in steps(shift, self.ask.step, *starts):
                    room = rooms[minute]
                    if room is not None:
                        yield minute, room, place

    def _starts(self, diary: Diary) -> Iterator[tuple[int, list[Run], Run]]:
        """Where the visit, turnover and all, fits between what takes the therapist: place, shifts, starts."""
        busy = joined([*map(touched, diary.off), *[visit.busy for visit in diary.visits]])
        hands = self._hands(diary)
        for place, block, shifts in _blocks(diary.shifts):
            if place not in self.places:
                continue
            for begin, end in gaps(block, busy, self.whole):
                starts = max(begin, self.first), min(end - self.whole + 1, self.until)
                for kept in hands.keep(self.ask.minutes, starts) if hands else (starts,):
                    yield place, shifts, kept

    def _hands(self, diary: Diary) -> Hands | None:
        if diary.load is None or not self.ask.deep:
            return None
        return Hands(diary.load, (visit.during for visit in diary.visits if visit.deep))


def _blocks(shifts: Iterable[Shift]) -> Iterator[tuple[int, Run, list[Run]]]:
    """The unbroken pieces of working time: the place, the piece, and the shifts that meet in it."""
    by_place: dict[int, list[Run]] = {}
    for shift in shifts:
        by_place.setdefault(shift.place, []).append(shift.minutes)
    for place, runs in by_place.items():
        for piece, made_of in chains(runs):
            yield place, piece, made_of
