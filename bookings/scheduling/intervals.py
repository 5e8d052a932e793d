"""Time as exact half-open ranges of UTC: what the rest of the house speaks. The search counts `minutes`."""

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
