"""Free slots: what the page lists and what booking checks again under the lock is this one function."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bookings.scheduling.intervals import Frame, Interval, lasting
from bookings.scheduling.load import Hands, LoadRule
from bookings.scheduling.working_time import Shift, local_day


@dataclass(frozen=True, slots=True)
class Ask:
    """What is looked for. A start lies in `within`; the treatment and the turnover lie in working time."""

    within: Interval
    minutes: int
    turnover: int = 0
    step: int = 15
    deep: bool = False


class Visit(NamedTuple):
    """An appointment that takes its therapist: the treatment, the treatment with its turnover, its depth."""

    during: Interval
    busy: Interval
    deep: bool = False


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
    busy: tuple[Interval, ...] = ()


class Slot(NamedTuple):
    """A free time: `end` is the end of the treatment, `room` the first free one."""

    start: datetime
    end: datetime
    therapist: int
    room: int
    place: int


@dataclass(slots=True)
class _Search:
    """One search: the frame, and for every place the starts at which each room stays free."""

    ask: Ask
    frame: Frame
    rooms: dict[int, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))

    @property
    def whole(self) -> int:
        return self.ask.minutes + self.ask.turnover

    def add_room(self, diary: RoomDiary) -> None:
        everything = (1 << self.frame.size) - 1
        free = everything & ~self.frame.covered(diary.busy)
        self.rooms[diary.place].append((diary.room, lasting(free, self.whole)))


def find(
    ask: Ask, diaries: Iterable[Diary], rooms: Iterable[RoomDiary], taken: Iterable[Interval] = ()
) -> tuple[Slot, ...]:
    """Every free slot, in order of start, then therapist.

    `taken` are the client's own appointments: nobody is in two places at once. An appointment that is
    being moved is simply left out of the diaries and of `taken`.
    """
    reach = timedelta(minutes=ask.minutes + ask.turnover)
    whole_minute = ask.within.start.replace(second=0, microsecond=0)
    search = _Search(ask, Frame(Interval(whole_minute, ask.within.end + reach)))
    for room in rooms:
        search.add_room(room)
    clear = _clear_of(search, taken)
    return tuple(sorted(slot for diary in diaries for slot in _of_therapist(search, diary, clear)))


def _clear_of(search: _Search, taken: Iterable[Interval]) -> int:
    """The starts that lie in the asked time and keep the treatment clear of the client's other visits."""
    frame = search.frame
    free = ((1 << frame.size) - 1) & ~frame.covered(taken)
    first, last = frame.ceil(search.ask.within.start), frame.ceil(search.ask.within.end)
    return lasting(free, search.ask.minutes) & ((1 << last) - (1 << first))


def _of_therapist(search: _Search, diary: Diary, clear: int) -> Iterator[Slot]:
    frame = search.frame
    taken = frame.covered(diary.off) | frame.covered(visit.busy for visit in diary.visits)
    hands = Hands(diary.load, (v.during for v in diary.visits if v.deep)) if diary.load else None
    for place in sorted({shift.place for shift in diary.shifts}):
        here = [shift.span for shift in diary.shifts if shift.place == place]
        free = lasting(frame.inside(here) & ~taken, search.whole)
        starts = free & clear & _grid(frame, here, search.ask.step)
        for slot in _in_rooms(search, diary.therapist, place, starts):
            if hands is None or not search.ask.deep or hands.can(Interval(slot.start, slot.end)):
                yield slot


def _grid(frame: Frame, spans: Iterable[Interval], step: int) -> int:
    bits = 0
    for span in spans:
        bits |= frame.grid(span, step)
    return bits


def _in_rooms(search: _Search, therapist: int, place: int, starts: int) -> Iterator[Slot]:
    """The starts that have a room, each with the first room that stays free for the whole visit."""
    length = timedelta(minutes=search.ask.minutes)
    for room, roomy in search.rooms.get(place, ()):
        for start in search.frame.moments(starts & roomy):
            yield Slot(start, start + length, therapist, room, place)
        starts &= ~roomy


def spread(slots: Iterable[Slot], diaries: Sequence[Diary], zone: ZoneInfo) -> tuple[Slot, ...]:
    """One slot for each start: of those who are free, whoever is least booked that day.

    A tie goes to whoever is least booked in all, then round by date, so nobody is always first.
    """
    fairness = _Fairness(diaries, zone)
    best: dict[datetime, Slot] = {}
    for slot in slots:
        rival = best.get(slot.start)
        if rival is None or fairness.of(slot) < fairness.of(rival):
            best[slot.start] = slot
    return tuple(sorted(best.values()))


class _Fairness:
    """How much each therapist has already, by day and in all."""

    def __init__(self, diaries: Sequence[Diary], zone: ZoneInfo) -> None:
        self.zone = zone
        self.turn = {diary.therapist: place for place, diary in enumerate(diaries)}
        self.by_day: dict[tuple[int, date], int] = defaultdict(int)
        self.in_all: dict[int, int] = defaultdict(int)
        for diary in diaries:
            for visit in diary.visits:
                self.by_day[diary.therapist, local_day(visit.during.start, zone)] += visit.during.minutes
                self.in_all[diary.therapist] += visit.during.minutes

    def of(self, slot: Slot) -> tuple[int, int, int]:
        day = local_day(slot.start, self.zone)
        turn = (self.turn[slot.therapist] + day.toordinal()) % len(self.turn)
        return self.by_day[slot.therapist, day], self.in_all[slot.therapist], turn
