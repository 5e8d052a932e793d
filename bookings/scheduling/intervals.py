"""Time as half-open ranges of UTC, and as sets of minutes.

An `Interval` is exact and is what the rest of the house speaks. A set of minutes is an int whose bit n
stands for minute n of a `Frame`: union is |, overlap is &, and "free for n minutes from here" is a
handful of shifts. That is what makes a fortnight of ten therapists a matter of milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

MINUTE = timedelta(minutes=1)
NOTHING = timedelta()


@dataclass(frozen=True, order=True, slots=True)
class Interval:
    """From `start` up to, but without, `end`; both aware, in UTC. Never empty: raises ValueError."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if not (is_utc(self.start) and is_utc(self.end)):
            raise ValueError("An interval is kept in UTC.")
        if self.start >= self.end:
            raise ValueError("An interval ends after it starts.")

    @classmethod
    def lasting(cls, start: datetime, minutes: int) -> Interval:
        """`minutes` of elapsed time from an aware `start` in any zone."""
        begin = start.astimezone(UTC)
        return cls(begin, begin + timedelta(minutes=minutes))

    @property
    def length(self) -> timedelta:
        """Elapsed time."""
        return self.end - self.start

    @property
    def minutes(self) -> int:
        """Elapsed whole minutes."""
        return self.length // MINUTE

    def overlaps(self, other: Interval) -> bool:
        """Whether the two share any moment; neighbours do not."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Interval) -> bool:
        """Whether all of `other` lies inside."""
        return self.start <= other.start and other.end <= self.end

    def holds(self, moment: datetime) -> bool:
        """Whether `moment` lies inside."""
        return self.start <= moment < self.end


def is_utc(moment: datetime) -> bool:
    """Whether `moment` is aware and in UTC, whatever its zone is called."""
    return moment.tzinfo is UTC or moment.utcoffset() == NOTHING


def merge(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """The union as the fewest intervals, in order; neighbours are joined."""
    merged: list[Interval] = []
    for interval in sorted(intervals):
        if merged and interval.start <= merged[-1].end:
            merged[-1] = Interval(merged[-1].start, max(merged[-1].end, interval.end))
        else:
            merged.append(interval)
    return tuple(merged)


def common(some: Iterable[Interval], others: Iterable[Interval]) -> tuple[Interval, ...]:
    """What lies in both, in order."""
    left, right = merge(some), merge(others)
    return tuple(
        Interval(max(a.start, b.start), min(a.end, b.end)) for a in left for b in right if a.overlaps(b)
    )


def subtract(some: Iterable[Interval], taken: Iterable[Interval]) -> tuple[Interval, ...]:
    """What lies in `some` and not in `taken`, in order."""
    holes = merge(taken)
    return tuple(left for whole in merge(some) for left in _without(whole, holes))


def _without(whole: Interval, holes: tuple[Interval, ...]) -> Iterator[Interval]:
    begin = whole.start
    for hole in holes:
        if not hole.overlaps(whole):
            continue
        if begin < hole.start:
            yield Interval(begin, hole.start)
        begin = hole.end
    if begin < whole.end:
        yield Interval(begin, whole.end)


@dataclass(frozen=True, slots=True)
class Frame:
    """The stretch of time that sets of minutes are counted in: minute 0 is `span.start`."""

    span: Interval

    @property
    def size(self) -> int:
        """How many minutes the frame has."""
        return self.span.minutes

    def covered(self, intervals: Iterable[Interval]) -> int:
        """Every minute that is touched, even in part: for what is taken."""
        bits = 0
        for interval in intervals:
            bits |= self._run(self.floor(interval.start), self.ceil(interval.end))
        return bits

    def inside(self, intervals: Iterable[Interval]) -> int:
        """Every minute that lies wholly inside: for what is free."""
        bits = 0
        for interval in intervals:
            bits |= self._run(self.ceil(interval.start), self.floor(interval.end))
        return bits

    def grid(self, interval: Interval, step: int) -> int:
        """Every `step`th minute of `interval`, counted from its own start."""
        first, last = self.ceil(interval.start), min(self.floor(interval.end), self.size)
        if first < 0:
            first %= step
        if first >= last:
            return 0
        count = (last - first + step - 1) // step
        return ((1 << step * count) - 1) // ((1 << step) - 1) << first

    def moments(self, bits: int) -> Iterator[datetime]:
        """The start of every minute in the set, in order."""
        # A string search runs in C; picking bits off a long int would walk all of it each time.
        text = bin(bits)[:1:-1]
        place = text.find("1")
        while place >= 0:
            yield self.span.start + place * MINUTE
            place = text.find("1", place + 1)

    def floor(self, moment: datetime) -> int:
        """The number of the minute that `moment` lies in; negative before the frame."""
        return (moment - self.span.start) // MINUTE

    def ceil(self, moment: datetime) -> int:
        """The number of the first minute that starts at or after `moment`."""
        return -((self.span.start - moment) // MINUTE)

    def _run(self, first: int, last: int) -> int:
        first, last = max(first, 0), min(last, self.size)
        return (1 << last) - (1 << first) if first < last else 0


def lasting(bits: int, minutes: int) -> int:
    """Every minute from which `minutes` minutes in a row are in the set."""
    have = 1
    while have < minutes:
        more = min(have, minutes - have)
        bits &= bits >> more
        have += more
    return bits
