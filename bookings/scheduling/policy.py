"""Notice, horizon, cut-offs and holds. Notice and cut-offs are elapsed time; the horizon is clinic dates."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bookings.scheduling.load import LoadRule
from bookings.scheduling.terms import Event
from bookings.scheduling.working_time import DAY, local_day

HOLD_LASTS = timedelta(minutes=10)
LONGEST_VISIT = timedelta(hours=5)
USUAL_LOAD = LoadRule(most_deep=timedelta(hours=3), rest=timedelta(minutes=30))


def earliest_start(now: datetime, notice: timedelta, not_before: datetime | None = None) -> datetime:
    """The first moment a session may start: the notice kept, and nothing before `not_before`."""
    kept = now.astimezone(UTC) + notice
    return kept if not_before is None else max(kept, not_before.astimezone(UTC))


def last_day(now: datetime, horizon_days: int, zone: ZoneInfo) -> date:
    """The last clinic date that may be booked, inclusive."""
    return local_day(now, zone) + horizon_days * DAY


def hold_until(now: datetime) -> datetime:
    """When a hold placed now runs out."""
    return now + HOLD_LASTS


def change_until(start: datetime, notice: timedelta) -> datetime:
    """The last moment at which a client may still move or cancel by themselves."""
    return start.astimezone(UTC) - notice


def may_mark(event: Event, start: datetime, now: datetime, zone: ZoneInfo) -> bool:
    """Nobody comes before the day of a visit, or is back in it later; nobody misses it before it began."""
    if event is Event.REOPEN:
        return local_day(now, zone) == local_day(start, zone)
    if event is Event.MISS:
        return now >= start
    return event is not Event.ARRIVE or local_day(now, zone) >= local_day(start, zone)


def may_change(start: datetime, notice: timedelta, now: datetime) -> bool:
    """Whether it is still early enough to move or cancel."""
    return now <= change_until(start, notice)
