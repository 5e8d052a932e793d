"""Rows of the catalogue and the calendar → the values of the scheduling core."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from psycopg2.extras import DateTimeTZRange

from bookings.models import Service
from bookings.scheduling import policy
from bookings.scheduling.intervals import Interval
from bookings.scheduling.load import LoadRule
from bookings.scheduling.slots import Ask
from bookings.scheduling.working_time import Closure, DayChange, Hours, Pattern, WeeklyHours

Json = Mapping[str, Any]


def interval(span: DateTimeTZRange) -> Interval:
    """A bounded range of the database, in UTC."""
    return Interval(span.lower.astimezone(UTC), span.upper.astimezone(UTC))


def range_of(span: Interval) -> DateTimeTZRange:
    return DateTimeTZRange(span.start, span.end, "[)")


def spans_of(service: Service, start: datetime, minutes: int | None = None) -> tuple[Interval, Interval]:
    """The treatment, and the treatment with its turnover, of a visit that starts then.

    It is as long as the service says, or so many `minutes`.
    """
    length = service.minutes if minutes is None else minutes
    return Interval.lasting(start, length), Interval.lasting(start, length + service.turnover_minutes)


def ask_of(service: Service, within: Interval) -> Ask:
    return Ask(within, service.minutes, service.turnover_minutes, service.step_minutes, service.is_deep)


def pattern_of(weekly: Iterable[Json], changes: Iterable[Json], off: Iterable[Json]) -> Pattern:
    """A therapist's working time from the rows that `queries.availability` reads as JSON."""
    return Pattern(
        tuple(_weekly(row) for row in weekly),
        tuple(_changes(changes)),
        tuple(Interval(_moment(row["start"]), _moment(row["end"])) for row in off),
    )


def closure_of(row: Json) -> Closure:
    return Closure(date.fromisoformat(row["first"]), date.fromisoformat(row["last"]), row["place"])


def load_of(most_deep: int | None, rest: int | None) -> LoadRule:
    """The therapist's own rule, or the clinic's where there is none."""
    if most_deep is None or rest is None:
        return policy.USUAL_LOAD
    return LoadRule(timedelta(minutes=most_deep), timedelta(minutes=rest))


def _hours(row: Json) -> Hours:
    return Hours(time.fromisoformat(row["opens"]), time.fromisoformat(row["closes"]), row["place"])


def _weekly(row: Json) -> WeeklyHours:
    last = date.fromisoformat(row["last"]) if row["last"] else None
    return WeeklyHours(row["weekday"], _hours(row), date.fromisoformat(row["first"]), last, row["every"])


def _changes(rows: Iterable[Json]) -> Iterable[DayChange]:
    by_date: dict[str, list[Hours]] = {}
    for row in rows:
        hours = by_date.setdefault(row["on"], [])
        if row["opens"]:
            hours.append(_hours(row))
    return (DayChange(date.fromisoformat(on), tuple(hours)) for on, hours in by_date.items())


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
