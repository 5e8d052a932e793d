"""Short words for moments and ranges, for the tests of the core."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bookings.scheduling.intervals import Interval

LONDON = ZoneInfo("Europe/London")
MONDAY = date(2026, 11, 23)
MIDNIGHT = datetime(2026, 11, 23, tzinfo=UTC)
SPRING = date(2026, 3, 29)
AUTUMN = date(2026, 10, 25)


def at(text, on=MONDAY):
    """'9:15' on a winter Monday, when the clinic's clock shows UTC."""
    hour, minute = (int(part) for part in text.split(":"))
    return datetime(on.year, on.month, on.day, hour, minute, tzinfo=UTC)


def span(start, end, on=MONDAY):
    return Interval(at(start, on), at(end, on))


def minute(number):
    return MIDNIGHT + timedelta(minutes=number)


def minutes(first, last):
    return Interval(minute(first), minute(last))
