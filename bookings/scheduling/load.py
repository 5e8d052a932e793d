"""Hand care: how much deep work one therapist does in a row."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

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


def _rows(deep: Sequence[Run], rest: int) -> list[int]:
    """For each session the minutes worked in its row, up to and with itself."""
    worked: list[int] = []
    before = None
    for start, end in deep:
        in_a_row = before is not None and start - before < rest
        worked.append(end - start + (worked[-1] if in_a_row else 0))
        before = end
    return worked
