"""Free slots: what the page lists and what booking checks again under the lock is this one function."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from bookings.scheduling.intervals import Interval
from bookings.scheduling.load import Hands, LoadRule
from bookings.scheduling.minutes import Run, ceil, chains, clear, gaps, joined, moment, steps, touched
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


class _Room(NamedTuple):
    """A room's number and what takes it, joined."""

    number: int
    busy: list[Run]


def find(
    ask: Ask, diaries: Iterable[Diary], rooms: Iterable[RoomDiary], taken: Iterable[Run] = ()
) -> tuple[Slot, ...]:
    """Every free slot, in order of start, then therapist.

    `taken` are the client's own appointments: nobody is in two places at once. An appointment that is
    being moved is simply left out of the diaries and of `taken`.
    """
    search = _Search(ask, joined(taken))
    for room in rooms:
        search.rooms.setdefault(room.place, []).append(_Room(room.room, joined(room.busy)))
    found = sorted({start for diary in diaries for start in search.of(diary)})
    return tuple(
        Slot(moment(minute), moment(minute + ask.minutes), therapist, room, place)
        for minute, therapist, room, place in found
    )


@dataclass
class _Search:
    """One search, and the rooms that it has looked for so far: colleagues mostly share their hours."""

    ask: Ask
    taken: list[Run]
    rooms: dict[int, list[_Room]] = field(default_factory=dict)
    known: dict[tuple[int, int], int | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.whole = self.ask.minutes + self.ask.turnover
        self.first, self.until = ceil(self.ask.within.start), ceil(self.ask.within.end)

    def of(self, diary: Diary) -> Iterator[tuple[int, int, int, int]]:
        """The free starts of one therapist: minute, therapist, room, place; in no order."""
        hands = self._hands(diary)
        for place, minute in self._starts(diary):
            room = self._room(place, minute)
            if room is not None and (hands is None or hands.can((minute, minute + self.ask.minutes))):
                yield minute, diary.therapist, room, place

    def _starts(self, diary: Diary) -> Iterator[tuple[int, int]]:
        """Where the visit, turnover and all, fits between what takes the therapist: place and minute."""
        busy = joined([*map(touched, diary.off), *[visit.busy for visit in diary.visits]])
        for place, run, shifts in _blocks(diary.shifts):
            for begin, end in gaps(run, busy, self.whole):
                first, until = max(begin, self.first), min(end - self.whole + 1, self.until)
                for shift in shifts:
                    for minute in steps(shift, self.ask.step, first, until):
                        yield place, minute

    def _hands(self, diary: Diary) -> Hands | None:
        if diary.load is None or not self.ask.deep:
            return None
        return Hands(diary.load, (visit.during for visit in diary.visits if visit.deep))

    def _room(self, place: int, minute: int) -> int | None:
        """The first room of the place that stays free for the visit; none while the client is elsewhere."""
        key = place, minute
        if key not in self.known:
            elsewhere = not clear(self.taken, minute, minute + self.ask.minutes)
            self.known[key] = None if elsewhere else self._first_room(place, minute)
        return self.known[key]

    def _first_room(self, place: int, minute: int) -> int | None:
        rooms, end = self.rooms.get(place, ()), minute + self.whole
        return next((room.number for room in rooms if clear(room.busy, minute, end)), None)


def _blocks(shifts: Iterable[Shift]) -> Iterator[tuple[int, Run, list[Run]]]:
    """The unbroken pieces of working time: the place, the piece, and the shifts that meet in it."""
    by_place: dict[int, list[Run]] = {}
    for shift in shifts:
        by_place.setdefault(shift.place, []).append(shift.minutes)
    for place, runs in by_place.items():
        for piece, made_of in chains(runs):
            yield place, piece, made_of
