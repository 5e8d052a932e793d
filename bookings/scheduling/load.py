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
    """One therapist's deep sessions as runs of minutes, some of them over another, asked about one more."""

    def __init__(self, rule: LoadRule, deep: Iterable[Run]) -> None:
        self.most = rule.most_deep // MINUTE
        self.rest = -(-rule.rest // MINUTE)
        self.deep, self.worked = _sittings(deep)

    def can(self, session: Run) -> bool:
        """Whether a further deep `session`, which overlaps none of the others, keeps the rule."""
        start, end = session
        row, place = end - start, bisect_left(self.deep, session)
        if place and start - self.deep[place - 1][1] < self.rest:
            row += self._up_to(place - 1)
        if place < len(self.deep) and self.deep[place][0] - end < self.rest:
            row += self._from(place)
        return row <= self.most

    def keep(self, minutes: int, starts: Run) -> Sequence[Run]:
        """Of these starts of a session so long, in one gap between the others, those that keep the rule."""
        place = bisect_left(self.deep, starts)
        before = self._up_to(place - 1) if place else 0
        after = self._from(place) if place < len(self.deep) else 0
        if minutes + before + after <= self.most:
            return (starts,)
        edges = [self.deep[place - 1][1] + self.rest] if before else []
        edges += [self.deep[place][0] - self.rest - minutes + 1] if after else []
        inside = sorted(edge for edge in edges if starts[0] < edge < starts[1])
        runs = pairwise([starts[0], *inside, starts[1]])  # between two edges nothing changes
        return [run for run in runs if self.can((run[0], run[0] + minutes))]

    def _up_to(self, place: int) -> int:
        """The minutes of the row that ends with that session; counted until they are too many."""
        worked = self.worked[place]
        while place and worked <= self.most and self.deep[place][0] - self.deep[place - 1][1] < self.rest:
            place -= 1
            worked += self.worked[place]
        return worked

    def _from(self, place: int) -> int:
        """The minutes of the row that begins with that session; counted until they are too many."""
        worked, last = self.worked[place], len(self.deep) - 1
        while (
            place < last and worked <= self.most and self.deep[place + 1][0] - self.deep[place][1] < self.rest
        ):
            place += 1
            worked += self.worked[place]
        return worked


def _sittings(deep: Iterable[Run]) -> tuple[list[Run], list[int]]:
    """Sessions in order, those that lie over one another as one, and the minutes of work in each.

    A short session inside a longer one ends first, and the hands are at work until the last of them ends.
    """
    found: list[Run] = []
    worked: list[int] = []
    for start, end in sorted(deep):
        if found and start < found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
            worked[-1] += end - start
        else:
            found.append((start, end))
            worked.append(end - start)
    return found, worked
