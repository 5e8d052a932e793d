"""When to remind: two days before and on the morning of the day before, never at night, never late.

Both are wall-clock: for 9am on a change day it is 9am two days before, not 48 elapsed hours.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bookings.scheduling.terms import ServiceKind
from bookings.scheduling.working_time import DAY, instant, local_day

FIRST_CALL = time(8, 0)
LAST_CALL = time(20, 45)
MORNING = time(9, 0)
LEAST_USEFUL = timedelta(hours=2)


class Kind(StrEnum):
    """Which reminder it is; a visit has each at most once for each channel."""

    TWO_DAYS = "two_days"
    DAY_BEFORE = "day_before"


BOTH = (Kind.TWO_DAYS, Kind.DAY_BEFORE)

# What each kind of session reminds of. One after a cramp is booked for the next days: one reminder is enough.
RULE: Mapping[ServiceKind, tuple[Kind, ...]] = {
    ServiceKind.INITIAL_ASSESSMENT: BOTH,
    ServiceKind.TREATMENT: BOTH,
    ServiceKind.PREVENTIVE: BOTH,
    ServiceKind.POST_CRAMP: (Kind.DAY_BEFORE,),
    ServiceKind.PRE_COMPETITION: BOTH,
    ServiceKind.REASSESSMENT: BOTH,
}

# The first is for planning and comes as a letter; the second, for not forgetting, as a text as well.
CHANNELS: Mapping[Kind, tuple[str, ...]] = {
    Kind.TWO_DAYS: ("email",),
    Kind.DAY_BEFORE: ("email", "sms"),
}


def remind_at(kind: Kind, start: datetime, zone: ZoneInfo) -> datetime:
    """The moment of this reminder of a visit at `start`, moved earlier where that is night."""
    visit = local_day(start, zone)
    if kind is Kind.DAY_BEFORE:
        return instant(visit - DAY, MORNING, zone)
    wall = start.astimezone(zone).time()
    if wall < FIRST_CALL:
        return instant(visit - 3 * DAY, LAST_CALL, zone)
    return instant(visit - 2 * DAY, min(wall, LAST_CALL), zone)


def plan(service: ServiceKind, start: datetime, booked_at: datetime, zone: ZoneInfo) -> dict[Kind, datetime]:
    """The reminders of a visit booked at `booked_at`; none whose moment has passed already."""
    due = {kind: remind_at(kind, start, zone) for kind in RULE[service]}
    return {kind: at for kind, at in due.items() if at > booked_at}


def is_late(kind: Kind, service: ServiceKind, start: datetime, now: datetime, zone: ZoneInfo) -> bool:
    """Whether this reminder is of no use any more: the visit is near, or the next reminder is due."""
    if now > start - LEAST_USEFUL:
        return True
    due = remind_at(kind, start, zone)
    return any(due < at <= now for at in (remind_at(other, start, zone) for other in RULE[service]))
