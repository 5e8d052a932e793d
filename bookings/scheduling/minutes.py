"""Time as whole minutes, for the search: numbers since 1970 in UTC, and sets of the minutes of a few hours.

A set is an int whose bit n stands for minute n of a block: union is |, overlap is &, and "free for so long
from here" is a handful of shifts. A block is one unbroken piece of working time, so the ints stay short; that
is what makes a fortnight of two hundred therapists a matter of milliseconds.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache

from bookings.scheduling.intervals import MINUTE, Interval

Run = tuple[int, int]  # from the first minute up to, but without, the second

DAY_ONE = datetime(1970, 1, 1, tzinfo=UTC)


def floor(moment: datetime) -> int:
    """The number of the minute that `moment` lies in."""
    return (moment - DAY_ONE) // MINUTE


def ceil(moment: datetime) -> int:
    """The number of the first minute that starts at or after `moment`."""
    return -((DAY_ONE - moment) // MINUTE)


@lru_cache(maxsize=65_536)  # a search names the same few hundred starts for every therapist
def moment(minute: int) -> datetime:
    """When that minute starts."""
    return DAY_ONE + minute * MINUTE


def touched(span: Interval) -> Run:
    """Every minute that is touched, even in part: for what is taken."""
    return floor(span.start), ceil(span.end)


def inside(span: Interval) -> Run:
    """Every minute that lies wholly inside: for what is free. An empty run ends no later than it starts."""
    return ceil(span.start), floor(span.end)


def meet(one: Run, other: Run) -> bool:
    """Whether the two share a minute; neighbours do not."""
    return one[0] < other[1] and other[0] < one[1]


def joined(runs: Iterable[Run]) -> list[Run]:
    """The union as the fewest runs, in order; neighbours are joined and empty ones left out."""
    found: list[Run] = []
    for start, end in sorted(runs):
        if found and start <= found[-1][1]:
            if end > found[-1][1]:
                found[-1] = found[-1][0], end
        elif start < end:
            found.append((start, end))
    return found


def everything(block: Run) -> int:
    """All minutes of the block."""
    return (1 << block[1] - block[0]) - 1


def within(block: Run, runs: Sequence[Run]) -> int:
    """The minutes of the block that lie in any of the `runs`, which are joined."""
    begin, until = block
    place, count, bits = bisect_left(runs, block), len(runs), 0
    if place and runs[place - 1][1] > begin:
        place -= 1
    while place < count and runs[place][0] < until:
        start, end = runs[place]
        bits |= (1 << (end if end < until else until) - begin) - (
            1 << (start - begin if start > begin else 0)
        )
        place += 1
    return bits


@lru_cache(maxsize=4096)
def grid(length: int, step: int) -> int:
    """Every `step`th of `length` minutes, from the first."""
    count = -(-length // step)
    return ((1 << step * count) - 1) // ((1 << step) - 1)


def lasting(bits: int, minutes: int) -> int:
    """Every minute from which `minutes` minutes in a row are in the set."""
    have = 1
    while have < minutes:
        more = min(have, minutes - have)
        bits &= bits >> more
        have += more
    return bits


def each(bits: int) -> Iterator[int]:
    """The numbers in the set, in order."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest
