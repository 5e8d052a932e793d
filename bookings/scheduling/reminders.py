"""When to remind: the same wall-clock time the day before, never at night, never late.

"The day before" is wall-clock: for 9am on a change day it is 9am the day before, not 24 elapsed hours.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bookings.scheduling.working_time import DAY, instant, local_day

FIRST_CALL = time(8, 0)
LAST_CALL = time(20, 45)
LEAST_USEFUL = timedelta(hours=2)


def remind_at(start: datetime, zone: ZoneInfo) -> datetime:
    """The moment to remind of a visit at `start`: the day before, moved earlier where that is night."""
    wall = start.astimezone(zone).time()
    before = local_day(start, zone) - DAY
    if wall < FIRST_CALL:
        return instant(before - DAY, LAST_CALL, zone)
    return instant(before, min(wall, LAST_CALL), zone)


def plan(start: datetime, booked_at: datetime, zone: ZoneInfo) -> datetime | None:
    """When to remind of a visit booked at `booked_at`; none where that moment has passed already."""
    due = remind_at(start, zone)
    return due if due > booked_at else None


def is_late(start: datetime, now: datetime) -> bool:
    """Whether a reminder would come too late to be of use. One after the visit is worse than none."""
    return now > start - LEAST_USEFUL
