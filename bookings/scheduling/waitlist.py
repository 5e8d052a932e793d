"""The waiting list: which times suit whoever waits, and how long one is kept. Nights never count."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bookings.scheduling.intervals import Interval, common
from bookings.scheduling.working_time import DAY, days, instant, local_day

QUIET_FROM, QUIET_UNTIL = time(21), time(8)
LEAST_TO_ANSWER = timedelta(minutes=30)
BEFORE_VISIT = timedelta(minutes=30)
LONGEST_TO_ANSWER = 4 * DAY


class Part(StrEnum):
    """A part of the day."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


NOON, FIVE = 12, 17


def part_of(start: datetime, zone: ZoneInfo) -> Part:
    """Morning is up to noon, evening from five."""
    hour = start.astimezone(zone).hour
    if hour < NOON:
        return Part.MORNING
    return Part.AFTERNOON if hour < FIVE else Part.EVENING


def is_quiet(moment: datetime, zone: ZoneInfo) -> bool:
    """Whether it is night, when nobody is written to and nobody's time to answer runs."""
    wall = moment.astimezone(zone).time()
    return wall >= QUIET_FROM or wall < QUIET_UNTIL


def answer_until(now: datetime, start: datetime, lasts: timedelta, zone: ZoneInfo) -> datetime | None:
    """Until when a time that begins at `start` is kept: `lasts` of waking hours, and over before the visit.

    None at night, and where too little time would be left to answer in.
    """
    latest = min(start - BEFORE_VISIT, now + LONGEST_TO_ANSWER)
    if is_quiet(now, zone) or latest <= now:
        return None
    awake = common([Interval(now.astimezone(UTC), latest.astimezone(UTC))], _waking(now, latest, zone))
    given = min(lasts, sum((span.length for span in awake), timedelta()))
    return _after(awake, given) if given >= min(lasts, LEAST_TO_ANSWER) else None


def _waking(first: datetime, last: datetime, zone: ZoneInfo) -> Iterable[Interval]:
    for day in days(local_day(first, zone), local_day(last, zone)):
        yield Interval(instant(day, QUIET_UNTIL, zone), instant(day, QUIET_FROM, zone))


def _after(spans: Sequence[Interval], given: timedelta) -> datetime:
    """The moment at which so much of these spans has gone by."""
    for span in spans[:-1]:
        if given <= span.length:
            return span.start + given
        given -= span.length
    return spans[-1].start + given
