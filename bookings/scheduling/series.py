"""The dates of a series: one time of day on the wall clock, weekly or fortnightly, to a number or an event.

Which of these times are free is not known here; every one is asked of the same search as any other visit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bookings.scheduling.terms import Fit, ServiceKind
from bookings.scheduling.windows import Window
from bookings.scheduling.working_time import DAY, WEEK_DAYS, instant, local_day

MOST_VISITS = 20
NO_EVENT = "none"  # in place of its date, in what is sent and in what is written down
HORIZON_DAYS = 182
QUIET_DAYS = 2
LIGHT_FROM, LIGHT_UNTIL = 5, 3
TELL_BEFORE = timedelta(days=14)
DEEP_KINDS = (ServiceKind.TREATMENT, ServiceKind.PREVENTIVE)
TOO_NEAR = "There is no deep work in the last 2 days before an event, or on the day."
LIGHT_TIME = "3 to 5 days before an event is the time for light work."
NOT_LIGHT_TIME = "Light work before an event fits 3 to 5 days before it."


@dataclass(frozen=True, slots=True)
class Rhythm:
    """From `first` at `at` on the clinic's clock, every so many weeks, so many visits or up to an event."""

    first: date
    at: time
    every_weeks: int
    visits: int = MOST_VISITS
    event: date | None = None

    def days(self) -> Iterator[date]:
        """The dates without an end."""
        number = 0
        while True:
            yield self.first + number * self.every_weeks * WEEK_DAYS * DAY
            number += 1

    @property
    def last(self) -> date:
        """The last date on which deep work may be done; with no event, no date is too late."""
        return self.event - (QUIET_DAYS + 1) * DAY if self.event else date.max


@dataclass(frozen=True, slots=True)
class Skipped:
    """A date that the series passes over, and why: the name of a closure."""

    on: date
    because: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The starts, in UTC, the dates passed over, and whether the horizon ended it early."""

    starts: tuple[datetime, ...]
    skipped: tuple[Skipped, ...] = ()
    cut_short: bool = False


def plan(rhythm: Rhythm, closed: Mapping[date, str], last_day: date, zone: ZoneInfo) -> Plan:
    """The series' starts up to `last_day`. A day on which the clinic is closed does not count as a visit."""
    starts: list[datetime] = []
    skipped: list[Skipped] = []
    for day in rhythm.days():
        if day > rhythm.last or len(starts) == min(rhythm.visits, MOST_VISITS):
            return Plan(tuple(starts), _between(skipped, starts, zone))
        if day > last_day:
            return Plan(tuple(starts), _between(skipped, starts, zone), cut_short=True)
        if day in closed:
            skipped.append(Skipped(day, closed[day]))
        else:
            starts.append(instant(day, rhythm.at, zone))
    raise AssertionError("the dates of a rhythm have no end")


def _between(skipped: list[Skipped], starts: list[datetime], zone: ZoneInfo) -> tuple[Skipped, ...]:
    """A closure after the last visit is in nobody's way."""
    last = local_day(starts[-1], zone) if starts else date.max
    return tuple(gap for gap in skipped if gap.on < last)


def light_days(event: date) -> tuple[date, ...]:
    """The days on which a light visit before an event fits. Source: A72."""
    return tuple(event - ahead * DAY for ahead in range(LIGHT_FROM, LIGHT_UNTIL - 1, -1))


def around_event(windows: Iterable[Window], event: date, zone: ZoneInfo) -> tuple[Window, ...]:
    """The windows of somebody who has named an event: nothing deep near it, light work before it.

    What is known of deep work otherwise still counts; light work is best by this event alone.
    Source: A72, K15.
    """
    kind = ServiceKind.PRE_COMPETITION
    kept = [window for window in windows if window.kind is not kind]
    first, end = _light_time(event, zone)
    return (
        *kept,
        *(quiet(deep, event, zone) for deep in DEEP_KINDS),
        Window(kind, None, first, Fit.AVOID, NOT_LIGHT_TIME),
        Window(kind, first, end, Fit.BEST, LIGHT_TIME),
        Window(kind, end, None, Fit.AVOID, NOT_LIGHT_TIME),
    )


def with_light_days(
    windows: Iterable[Window], events: Iterable[date], since: datetime | None, zone: ZoneInfo
) -> tuple[Window, ...]:
    """What the answers say, and the days for light work before events that they do not speak of.

    The rest after a cramp, up to `since`, and the last days before any event stay as they are. Source: A72.
    """
    kind, found = ServiceKind.PRE_COMPETITION, tuple(windows)
    told, named = event_in(found, zone), set(events)
    for event in sorted(named):
        first, end = _light_time(event, zone)
        first = first if since is None else max(first, since)
        if first < end:
            kept = [w for one in found for w in (one.outside(first, end) if one.kind is kind else (one,))]
            found = (*kept, Window(kind, first, end, Fit.BEST, LIGHT_TIME))
    return (*found, *not_near(named | ({told} if told else set()), zone))


def not_near(events: Iterable[date], zone: ZoneInfo) -> Iterator[Window]:
    """No light work either in the last days before any of these events. Source: A72."""
    for event in sorted(events):
        yield replace(quiet(ServiceKind.PRE_COMPETITION, event, zone), because=NOT_LIGHT_TIME)


def _light_time(event: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    first, end = (instant(event - ahead * DAY, time(), zone) for ahead in (LIGHT_FROM, QUIET_DAYS))
    return first, end


def quiet(kind: ServiceKind, event: date, zone: ZoneInfo) -> Window:
    """The last two days before an event and the day itself, kept free of a kind of deep work."""
    days = (event - QUIET_DAYS * DAY, event + DAY)
    first, end = (instant(day, time(), zone) for day in days)
    return Window(kind, first, end, Fit.AVOID, TOO_NEAR)


def is_near(start: datetime, event: date, zone: ZoneInfo) -> bool:
    """Whether nothing deep begins then: in the last two days before the event, or on the day. Source: A72."""
    return event - QUIET_DAYS * DAY <= local_day(start, zone) <= event


def is_light_time(start: datetime, event: date, zone: ZoneInfo) -> bool:
    """Whether light work before the event fits then. Source: A72."""
    return local_day(start, zone) in light_days(event)


def event_in(windows: Iterable[Window], zone: ZoneInfo) -> date | None:
    """The event that the answers spoke of, read back from the time for light work before it."""
    kind = ServiceKind.PRE_COMPETITION
    ends = [w.end for w in windows if w.kind is kind and w.fit is Fit.BEST and w.end is not None]
    return local_day(ends[0], zone) + QUIET_DAYS * DAY if ends else None
