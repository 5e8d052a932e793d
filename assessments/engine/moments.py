"""Times as they are written and as they are reckoned with.

Inside, an instant is an aware datetime in UTC. Wall time is only used for whole days of the clinic.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

CLINIC_ZONE = ZoneInfo("Europe/London")
FIRST = datetime(1, 1, 3, tzinfo=UTC)
LAST = datetime(9999, 12, 29, tzinfo=UTC)

_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt]([0-9]{2}:[0-9]{2})(?::([0-9]{2})(?:\.([0-9]+))?)?"
    r"(?:[Zz]|([+-][0-9]{2}:[0-5][0-9]))"
)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
LONGEST_MOMENT = 64


def read_moment(value: object) -> datetime | None:
    """An ISO 8601 date and time with an offset, in UTC; None where it is not one."""
    if isinstance(value, datetime):
        return value.astimezone(UTC) if value.tzinfo is not None else None
    if not isinstance(value, str) or len(value) > LONGEST_MOMENT:
        return None
    parts = _MOMENT.fullmatch(value)
    return _moment_of(*parts.groups()) if parts else None


def _moment_of(
    on: str, at: str, seconds: str | None, fraction: str | None, offset: str | None
) -> datetime | None:
    leap = seconds == "60"
    tail = f"{'59' if leap else seconds or '00'}.{(fraction or '0')[:6]:0<6}"
    try:
        given = datetime.fromisoformat(f"{on}T{at}:{tail}{offset or '+00:00'}").astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    if leap:
        return later(given.replace(microsecond=0), timedelta(seconds=1)) if _ends_a_day(given) else None
    return given


def _ends_a_day(given: datetime) -> bool:
    """A leap second comes only at the end of a UTC day."""
    return (given.hour, given.minute) == (23, 59)


def read_day(value: object) -> date | None:
    """A date, or one written YYYY-MM-DD; None for all else, a moment too."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def later(given: datetime, by: timedelta) -> datetime:
    """given + by in elapsed time, held inside the calendar."""
    try:
        return min(max(given + by, FIRST), LAST)
    except OverflowError:
        return LAST if by > timedelta(0) else FIRST


def clinic_day(given: datetime) -> date:
    """The clinic's calendar day of an instant."""
    return min(max(given, FIRST), LAST).astimezone(CLINIC_ZONE).date()


def start_of(day: date, plus_days: int = 0) -> datetime:
    """The instant at which a day of the clinic begins: correct on both clock-change days."""
    try:
        moved = day + timedelta(days=plus_days)
        midnight = datetime.combine(moved, time(), tzinfo=CLINIC_ZONE).astimezone(UTC)
    except OverflowError:
        return LAST if day.year > 1 else FIRST
    return min(max(midnight, FIRST), LAST)


def written(given: datetime) -> str:
    """An instant in the clinic's wall time, with its offset; in UTC where London still went by the sun."""
    local = min(max(given, FIRST), LAST).astimezone(CLINIC_ZONE)
    by_the_sun = local.utcoffset() % timedelta(minutes=1)  # type: ignore[operator]
    return (local.astimezone(UTC) if by_the_sun else local).isoformat()
