"""When a therapist works: wall-clock hours in the clinic's zone, turned into UTC here and nowhere else.

One rule for the two odd days of the year: a wall time means **the first instant of that local day at
which the clock shows that time or later**. So 1:30am on the day the clocks go forward means the end of
the gap, 1:30am on the day they go back means the first of the two, and hours that meet never overlap.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bookings.scheduling.intervals import MINUTE, Interval, subtract
from bookings.scheduling.minutes import Run, chains, inside

DAY = timedelta(days=1)
WEEK_DAYS = 7


class Hours(NamedTuple):
    """Wall-clock hours of one day at one place (the id of a location). `opens` is before `closes`."""

    opens: time
    closes: time
    place: int


class WeeklyHours(NamedTuple):
    """Hours on one weekday (Monday 0), from `first` to `last` inclusive, every `every` weeks.

    Weeks are counted from the one that `first` lies in, so `every=2` means that week and each second one.
    """

    weekday: int
    hours: Hours
    first: date
    last: date | None = None
    every: int = 1

    def falls_on(self, day: date) -> bool:
        """Whether these hours are worked on `day`."""
        return day in self.days(day, day)

    def days(self, first: date, last: date) -> tuple[date, ...]:
        """The dates from `first` to `last`, both inclusive, on which these hours are worked."""
        origin, rhythm = monday_of(self.first) + self.weekday * DAY, self.every * WEEK_DAYS
        since = max(first, self.first)
        until = last if self.last is None else min(last, self.last)
        start = max(0, -((origin - since).days // rhythm))
        return tuple(origin + n * DAY for n in range(start * rhythm, (until - origin).days + 1, rhythm))


@dataclass(frozen=True, slots=True)
class DayChange:
    """An exception that replaces all the hours of one local date; no hours means a day off."""

    on: date
    hours: tuple[Hours, ...] = ()


@dataclass(frozen=True, slots=True)
class Closure:
    """Local dates, both inclusive, on which a place is closed; no place means all of them."""

    first: date
    last: date
    place: int | None = None

    def shuts(self, day: date, place: int) -> bool:
        """Whether `place` is closed on `day`."""
        return self.first <= day <= self.last and self.place in (None, place)


@dataclass(frozen=True, slots=True)
class Pattern:
    """All that decides one therapist's working time."""

    weekly: tuple[WeeklyHours, ...] = ()
    changes: tuple[DayChange, ...] = ()
    off: tuple[Interval, ...] = ()

    def hours_on(self, day: date) -> tuple[Hours, ...]:
        """The wall-clock hours of `day`: the exception's where there is one, otherwise the week's."""
        for change in self.changes:
            if change.on == day:
                return change.hours
        return tuple(rule.hours for rule in self.weekly if rule.falls_on(day))

    def every_hours(self) -> Iterator[Hours]:
        """All hours that are spoken of, whenever they are worked."""
        yield from (rule.hours for rule in self.weekly)
        yield from (hours for change in self.changes for hours in change.hours)


@dataclass(frozen=True, order=True)
class Shift:
    """An unbroken piece of working time at one place, before time off is taken out."""

    span: Interval
    place: int

    @cached_property  # a shift is the same object in search after search
    def minutes(self) -> Run:
        """The whole minutes in it."""
        return inside(self.span)


Block = tuple[int, Run, tuple[Run, ...]]  # a place, an unbroken piece of time there, the shifts that make it


class Rota(tuple[Shift, ...]):
    """Shifts in order. One that is kept knows its blocks from search to search."""

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The unbroken pieces of working time, place by place."""
        by_place: dict[int, list[Run]] = {}
        for shift in self:
            by_place.setdefault(shift.place, []).append(shift.minutes)
        return tuple(
            (place, piece, tuple(made_of))
            for place, runs in by_place.items()
            for piece, made_of in chains(runs)
        )


def monday_of(day: date) -> date:
    """The Monday of the week that `day` lies in."""
    return day - day.weekday() * DAY


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    """The clinic's date at `moment`."""
    return moment.astimezone(zone).date()


@lru_cache(maxsize=16_384)  # a search asks for the same few hours of each day again and again
def instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The first instant of the local `day` at which the clock shows `at` or later, in UTC."""
    wall = datetime.combine(day, at.replace(fold=0), tzinfo=zone)
    found = wall.astimezone(UTC)
    if found.astimezone(zone).time() == at:
        return found
    return _end_of_gap(wall, zone)


def _end_of_gap(wall: datetime, zone: ZoneInfo) -> datetime:
    early, late = wall.replace(fold=1).astimezone(UTC), wall.astimezone(UTC)
    while late - early > MINUTE:
        middle = early + (late - early) // 2 // MINUTE * MINUTE
        jumped = middle.astimezone(zone).replace(tzinfo=None) >= wall.replace(tzinfo=None)
        early, late = (early, middle) if jumped else (middle, late)
    return late


def happens_once(day: date, at: time, zone: ZoneInfo) -> bool:
    """Whether the clock shows `at` exactly once on `day`. Forms refuse a time that does not."""
    wall = datetime.combine(day, at, tzinfo=zone)
    return wall.utcoffset() == wall.replace(fold=1).utcoffset()


def whole_day(day: date, zone: ZoneInfo) -> Interval:
    """From local midnight to local midnight: 23, 24 or 25 hours."""
    return Interval(instant(day, time(), zone), instant(day + DAY, time(), zone))


def days(first: date, last: date) -> Iterator[date]:
    """Every date from `first` to `last`, both inclusive."""
    for number in range((last - first).days + 1):
        yield first + number * DAY


def shifts(pattern: Pattern, closures: Iterable[Closure], first: date, last: date, zone: ZoneInfo) -> Rota:
    """The shifts of the local dates `first` to `last`, in order; time off is not taken out yet."""
    shut = tuple(closures)
    changed = {change.on: change.hours for change in reversed(pattern.changes) if first <= change.on <= last}
    found = [worked for rule in pattern.weekly for worked in _worked(rule, first, last, zone)]
    if changed:
        found = [(day, shift) for day, shift in found if day not in changed]
        found += [(day, shift) for day, hours in changed.items() for shift in _shifts_of(day, hours, zone)]
    if shut:
        found = [(day, shift) for day, shift in found if not any(c.shuts(day, shift.place) for c in shut)]
    return Rota(sorted((shift for _, shift in found), key=_in_order))


def _in_order(shift: Shift) -> tuple[datetime, datetime, int]:
    return shift.span.start, shift.span.end, shift.place


@lru_cache(maxsize=32_768)  # a rule is the same in search after search
def _worked(rule: WeeklyHours, first: date, last: date, zone: ZoneInfo) -> tuple[tuple[date, Shift], ...]:
    days = rule.days(first, last)
    return tuple((day, shift) for day in days for shift in _shifts_of(day, (rule.hours,), zone))


def _shifts_of(day: date, hours: Iterable[Hours], zone: ZoneInfo) -> Iterator[Shift]:
    for one in hours:
        opens, closes = instant(day, one.opens, zone), instant(day, one.closes, zone)
        if opens < closes:
            yield Shift(Interval(opens, closes), one.place)


def working(found: Sequence[Shift], off: Iterable[Interval]) -> tuple[Interval, ...]:
    """The shifts' time without the time off, whatever the place; neighbours are joined."""
    return subtract((shift.span for shift in found), off)
