"""Hand care: how much deep work one therapist does in a row."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from bookings.scheduling.intervals import MINUTE
from bookings.scheduling.minutes import Run


@dataclass(frozen=True, slots=True)
class LoadRule:
    """At most `most_deep` of deep work in a row; only a gap of `rest` or more ends the row."""

    most_deep: timedelta
    rest: timedelta


class Hands:
    """One therapist's deep sessions as runs of minutes, asked about one more."""

    def __init__(self, rule: LoadRule, deep: Iterable[Run]) -> None:
        self.most = rule.most_deep // MINUTE
        self.rest = -(-rule.rest // MINUTE)
        self.deep = sorted(deep)
        self.up_to = _rows(self.deep, self.rest)
        self.from_here = _rows([(-end, -start) for start, end in reversed(self.deep)], self.rest)[::-1]

    def can(self, session: Run) -> bool:
        """Whether a further deep `session`, which overlaps none of the others, keeps the rule."""
        start, end = session
        row, place = end - start, bisect_left(self.deep, session)
        if place and start - self.deep[place - 1][1] < self.rest:
            row += self.up_to[place - 1]
        if place < len(self.deep) and self.deep[place][0] - end < self.rest:
            row += self.from_here[place]
        return row <= self.most

    def keep(self, minutes: int, starts: Run) -> Sequence[Run]:
        """Of these starts of a session so long, in one gap between the others, those that keep the rule."""
        place = bisect_left(self.deep, starts)
        before = self.up_to[place - 1] if place else 0
        after = self.from_here[place] if place < len(self.deep) else 0
        if minutes + before + after <= self.most:
            return (starts,)
        edges = [self.deep[place - 1][1] + self.rest] if before else []
        edges += [self.deep[place][0] - self.rest - minutes + 1] if after else []
        inside = sorted(edge for edge in edges if starts[0] < edge < starts[1])
        runs = pairwise([starts[0], *inside, starts[1]])  # between two edges nothing changes
        return [run for run in runs if self.can((run[0], run[0] + minutes))]


def _rows(deep: Sequence[Run], rest: int) -> list[int]:
    """For each session the minutes worked in its row, up to and with itself."""
    worked: list[int] = []
    before = None
    for start, end in deep:
        in_a_row = before is not None and start - before < rest
        worked.append(end - start + (worked[-1] if in_a_row else 0))
        before = end
    return worked
