"""Quiet hours: no text message from 9pm to 8am by the clock on the clinic's wall."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

NIGHT_BEGINS, MORNING = time(21), time(8)


def quiet_until(at: datetime, zone: ZoneInfo) -> datetime | None:
    """When the quiet that covers `at` ends, in UTC; None where `at` is not quiet.

    The end is 8am by the wall clock, so a night with a clock change is an hour shorter or longer.
    """
    local = at.astimezone(zone)
    if MORNING <= local.time() < NIGHT_BEGINS:
        return None
    day = local.date() + timedelta(days=1 if local.time() >= NIGHT_BEGINS else 0)
    return datetime.combine(day, MORNING, tzinfo=zone).astimezone(UTC)
