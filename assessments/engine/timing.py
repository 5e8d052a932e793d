"""When each kind of visit fits: half-open windows of instants, from the last cramp and the next event.

Source: A69 to A73, tensions T3 and T4.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from .comparisons import Facts
from .moments import FIRST, LAST, clinic_day, later, start_of
from .ruleset import Anchor, WindowRule
from .terms import Fit, ServiceKind


class Window(NamedTuple):
    """From `start` up to but not including `end` (None: open), both in UTC."""

    service: ServiceKind
    start: datetime
    end: datetime | None
    fit: Fit
    because: str


Span = tuple[datetime, datetime, WindowRule]


def windows_of(facts: Facts, asked_at: datetime, rules: Iterable[WindowRule]) -> tuple[Window, ...]:
    """Windows by service, then by start. Together those of a service cover all time from the asking on."""
    asked_at = min(max(asked_at, FIRST), LAST - timedelta(days=1))
    anchors = _anchors(facts, asked_at)
    spans = [_span(rule, anchors) for rule in rules if rule.when is None or rule.when.holds(facts)]
    known = [span for span in spans if span is not None]
    return tuple(window for service in ServiceKind for window in _painted(service, asked_at, known))


def not_before(windows: Iterable[Window]) -> datetime | None:
    """The first instant at which any visit fits; None where none ever does."""
    starts = [window.start for window in windows if window.fit is not Fit.AVOID]
    return min(starts, default=None)


def redirected(asked_at: datetime, because: str) -> tuple[Window, ...]:
    """No appointment is offered: every service is to be avoided from now on."""
    return tuple(Window(service, asked_at, None, Fit.AVOID, because) for service in ServiceKind)


def _anchors(facts: Facts, asked_at: datetime) -> Mapping[str, object]:
    anchors: dict[str, object] = {"always": asked_at, "asking": asked_at}
    last = facts.get("cramps.last_cramp_at")
    if last is not None:
        anchors["last_cramp"] = last
    return {**anchors, **_events(facts, clinic_day(asked_at))}


def _events(facts: Facts, today: date) -> Mapping[str, date]:
    """The day of the event, and the first and last it may be on where it is not known; none that are over."""
    event, first, last = (facts.get(f"training.next_event_{which}") for which in ("on", "first", "last"))
    found: dict[str, date] = {}
    if isinstance(event, date) and event >= today:
        found["event"] = event
    if isinstance(first, date) and isinstance(last, date) and last >= today:
        found |= {"event_first": first, "event_last": last}
    return found


def _span(rule: WindowRule, anchors: Mapping[str, object]) -> Span | None:
    if rule.start.name not in anchors or (rule.end is not None and rule.end.name not in anchors):
        return None
    return _instant(rule.start, anchors), _instant(rule.end, anchors) if rule.end else LAST, rule


def _instant(anchor: Anchor, anchors: Mapping[str, object]) -> datetime:
    given = anchors[anchor.name]
    if isinstance(given, datetime):
        return later(given, timedelta(hours=anchor.hours))
    assert isinstance(given, date)
    return start_of(given, anchor.days)


def _painted(service: ServiceKind, asked_at: datetime, spans: Iterable[Span]) -> list[Window]:
    """Between two edges nothing changes; there the first rule that covers the time decides."""
    mine = [span for span in spans if service in span[2].services and span[1] > asked_at]
    told = {edge for start, end, _ in mine for edge in (start, end)}
    edges = [asked_at, *sorted(edge for edge in told if asked_at < edge < LAST)]
    painted: list[tuple[datetime, WindowRule]] = []
    for edge in edges:
        rule = _deciding(mine, edge)
        if not painted or painted[-1][1] is not rule:
            painted.append((edge, rule))
    ends = [start for start, _ in painted[1:]]
    return [
        Window(service, start, end, rule.fit, rule.because)
        for (start, rule), end in zip(painted, [*ends, None], strict=True)
    ]


def _deciding(spans: Iterable[Span], moment: datetime) -> WindowRule:
    """The first rule that covers a moment. Every service has a last one that covers all."""
    for start, end, rule in spans:
        if start <= moment < end:
            return rule
    raise LookupError("no window rule covers this moment")
