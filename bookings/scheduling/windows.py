"""How well a time suits the body, from the client's timing windows. Source: A71, A72, T3, T4, K15."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from bookings.scheduling.terms import FIT_ORDER, Fit, ServiceKind


@dataclass(frozen=True, slots=True)
class Window:
    """From `start` up to `end` (none: open) a session of `kind` fits so well, and why."""

    kind: ServiceKind
    start: datetime | None
    end: datetime | None
    fit: Fit
    because: str

    def holds(self, moment: datetime) -> bool:
        """Whether a session that starts at `moment` falls in this window."""
        return (self.start is None or self.start <= moment) and (self.end is None or moment < self.end)

    def outside(self, first: datetime, end: datetime) -> Iterator[Window]:
        """What is left of it when `first` up to `end` is taken out."""
        if self.start is None or self.start < first:
            yield replace(self, end=first if self.end is None else min(self.end, first))
        if self.end is None or end < self.end:
            yield replace(self, start=end if self.start is None else max(self.start, end))


@dataclass(frozen=True, slots=True)
class Judgement:
    """How well a time fits, and why; an empty `because` where nothing is known for or against it."""

    fit: Fit
    because: str = ""

    @property
    def rank(self) -> int:
        """0 for the best."""
        return FIT_ORDER[self.fit]


UNKNOWN = Judgement(Fit.ALLOWED)


def judge(start: datetime, kind: ServiceKind, windows: Iterable[Window]) -> Judgement:
    """The judgement on a session of `kind` at `start`. A reason to avoid outweighs any reason for."""
    found = [window for window in windows if window.kind is kind and window.holds(start)]
    if not found:
        return UNKNOWN
    against = [window for window in found if window.fit is Fit.AVOID]
    chosen = min(against or found, key=lambda window: FIT_ORDER[window.fit])
    return Judgement(chosen.fit, chosen.because)


def suits_from(earliest: datetime, kind: ServiceKind, windows: Iterable[Window]) -> datetime | None:
    """The first moment from `earliest` on at which a `kind` is not to be avoided; None if never."""
    known = tuple(windows)
    edges = {edge for window in known for edge in (window.start, window.end) if edge and edge > earliest}
    moments = [earliest, *sorted(edges)]
    return next((moment for moment in moments if judge(moment, kind, known).fit is not Fit.AVOID), None)
