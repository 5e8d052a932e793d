"""Free slots: what the page lists and what booking checks again under the lock is this one function."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from bookings.scheduling.intervals import Interval
from bookings.scheduling.load import Hands, LoadRule
from bookings.scheduling.minutes import (
    Run,
    ceil,
    each,
    everything,
    grid,
    joined,
    lasting,
    moment,
    touched,
    within,
)
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


class _Start(NamedTuple):
    """A free slot in the order of the answer."""

    minute: int
    therapist: int
    room: int
    place: int


class _Block(NamedTuple):
    """An unbroken piece of working time at one place, and the starts that the step of its shifts allows."""

    place: int
    run: Run
    grid: int


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
    found = sorted(start for diary in diaries for start in search.of(diary))
    return tuple(
        Slot(moment(minute), moment(minute + ask.minutes), therapist, room, place)
        for minute, therapist, room, place in found
    )


class _Room(NamedTuple):
    """A room's number and what takes it, joined."""

    number: int
    busy: list[Run]


@dataclass
class _Search:
    """One search, and what it has found out about its rooms so far: colleagues mostly share their hours."""

    ask: Ask
    taken: list[Run]
    rooms: dict[int, list[_Room]] = field(default_factory=dict)
    suits: dict[tuple[Run, int], int] = field(default_factory=dict)
    asked: dict[Run, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.whole = self.ask.minutes + self.ask.turnover
        self.window = [(ceil(self.ask.within.start), ceil(self.ask.within.end))]

    def of(self, diary: Diary) -> Iterator[_Start]:
        """The free starts of one therapist, in no order."""
        busy = joined([*map(touched, diary.off), *[visit.busy for visit in diary.visits]])
        hands = self._hands(diary)
        for block in _blocks(diary.shifts, self.ask.step):
            starts = block.grid & self._asked(block.run)
            if starts:
                starts &= self._lasting(block.run, busy)
            for start in self._in_rooms(diary.therapist, block, starts) if starts else ():
                if hands is None or hands.can((start.minute, start.minute + self.ask.minutes)):
                    yield start

    def _hands(self, diary: Diary) -> Hands | None:
        if diary.load is None or not self.ask.deep:
            return None
        return Hands(diary.load, (visit.during for visit in diary.visits if visit.deep))

    def _in_rooms(self, therapist: int, block: _Block, starts: int) -> Iterator[_Start]:
        """The starts that have a room, each with the first room that stays free for the whole visit."""
        begin = block.run[0]
        for room in self.rooms.get(block.place, ()):
            roomy = self._suits(block.run, room)
            for minute in each(starts & roomy):
                yield _Start(begin + minute, therapist, room.number, block.place)
            starts &= ~roomy
            if not starts:
                return

    def _suits(self, block: Run, room: _Room) -> int:
        key = block, room.number
        found = self.suits.get(key)
        if found is None:
            found = self.suits[key] = self._lasting(block, room.busy)
        return found

    def _lasting(self, block: Run, busy: list[Run]) -> int:
        """The starts of visits that are over, turnover and all, before anything of `busy` begins."""
        return lasting(everything(block) & ~within(block, busy), self.whole)

    def _asked(self, block: Run) -> int:
        """The starts that lie in the asked time and keep the treatment clear of the client's other visits."""
        found = self.asked.get(block)
        if found is None:
            clear = lasting(everything(block) & ~within(block, self.taken), self.ask.minutes)
            found = self.asked[block] = clear & within(block, self.window)
        return found


def _blocks(shifts: Iterable[Shift], step: int) -> Iterator[_Block]:
    """Shifts that meet are one block; the step counts from the start of each."""
    by_place: dict[int, list[Run]] = {}
    for shift in shifts:
        by_place.setdefault(shift.place, []).append(shift.minutes)
    for place, runs in by_place.items():
        for block in joined(runs):
            starts = 0
            for start, end in runs:
                if block[0] <= start < end <= block[1]:
                    starts |= grid(end - start, step) << start - block[0]
            yield _Block(place, block, starts)
