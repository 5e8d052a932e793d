"""Who is offered when anybody will do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from bookings.scheduling.minutes import moment
from bookings.scheduling.slots import Diary, Slot
from bookings.scheduling.visits import Visits
from bookings.scheduling.working_time import local_day

Turn = tuple[int, int, int]


def spread(slots: Iterable[Slot], diaries: Sequence[Diary], zone: ZoneInfo) -> tuple[Slot, ...]:
    """One slot for each start: of those who are free, whoever is least booked that day.

    A tie goes to whoever is least booked in all, then round by date, so nobody is always first.
    """
    fairness = _Fairness(diaries, zone)
    best: dict[datetime, tuple[Turn, Slot]] = {}
    for slot in slots:
        turn, rival = fairness.of(slot), best.get(slot.start)
        if rival is None or turn < rival[0]:
            best[slot.start] = turn, slot
    return tuple(sorted(slot for _, slot in best.values()))


def in_turn(slots: Iterable[Slot], diaries: Sequence[Diary], zone: ZoneInfo) -> tuple[Slot, ...]:
    """All slots, whoever `spread` would take first, then whoever it would take without them, and so on."""
    fairness = _Fairness(diaries, zone)
    return tuple(sorted(slots, key=lambda slot: (fairness.of(slot), slot)))


@lru_cache(maxsize=65_536)
def _day(start: datetime, zone: ZoneInfo) -> date:
    return local_day(start, zone)


class _Fairness:
    """How much each therapist has already, by day and in all."""

    def __init__(self, diaries: Sequence[Diary], zone: ZoneInfo) -> None:
        self.zone = zone
        self.place = {diary.therapist: place for place, diary in enumerate(diaries)}
        self.by_day: dict[tuple[int, date], int] = defaultdict(int)
        self.in_all: dict[int, int] = defaultdict(int)
        for diary in diaries:
            for start, end in Visits.of(diary.visits).during:
                self.by_day[diary.therapist, _day(moment(start), zone)] += end - start
                self.in_all[diary.therapist] += end - start
        self.known: dict[tuple[int, date], Turn] = {}

    def of(self, slot: Slot) -> Turn:
        key = slot.therapist, _day(slot.start, self.zone)
        if key not in self.known:
            self.known[key] = self._turn(*key)
        return self.known[key]

    def _turn(self, therapist: int, day: date) -> Turn:
        round_robin = (self.place[therapist] + day.toordinal()) % len(self.place)
        return self.by_day.get((therapist, day), 0), self.in_all.get(therapist, 0), round_robin
