"""Hand care: how much deep work one therapist does in a row."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from bookings.scheduling.intervals import Interval

NOTHING = timedelta()


@dataclass(frozen=True, slots=True)
class LoadRule:
    """At most `most_deep` of deep work in a row; only a gap of `rest` or more ends the row."""

    most_deep: timedelta
    rest: timedelta


class Hands:
    """One therapist's deep sessions (which never overlap), asked about one more."""

    def __init__(self, rule: LoadRule, deep: Iterable[Interval]) -> None:
        self.rule = rule
        self.deep = sorted(deep)

    def can(self, session: Interval) -> bool:
        """Whether a further deep `session`, which overlaps none of the others, keeps the rule."""
        row = session.length + self._worked_after(session) + self._worked_before(session)
        return row <= self.rule.most_deep

    def _worked_after(self, session: Interval) -> timedelta:
        worked, edge = NOTHING, session.end
        for later in self._later(session):
            if later.start - edge >= self.rule.rest:
                break
            worked, edge = worked + later.length, later.end
        return worked

    def _worked_before(self, session: Interval) -> timedelta:
        worked, edge = NOTHING, session.start
        for earlier in self._earlier(session):
            if edge - earlier.end >= self.rule.rest:
                break
            worked, edge = worked + earlier.length, earlier.start
        return worked

    def _later(self, session: Interval) -> Iterator[Interval]:
        for place in range(bisect_left(self.deep, session), len(self.deep)):
            yield self.deep[place]

    def _earlier(self, session: Interval) -> Iterator[Interval]:
        for place in range(bisect_left(self.deep, session) - 1, -1, -1):
            yield self.deep[place]
