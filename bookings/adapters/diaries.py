"""Rows of the catalogue and the calendar → the values of the scheduling core."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from psycopg2.extras import DateTimeTZRange

from bookings.models import Appointment, Service
from bookings.scheduling import policy
from bookings.scheduling.intervals import Interval
from bookings.scheduling.load import LoadRule
from bookings.scheduling.slots import Ask
from bookings.scheduling.terms import Status
from bookings.scheduling.working_time import Closure, DayChange, Hours, Pattern, Rota, WeeklyHours, shifts

Row = Sequence[Any]
Shut = tuple[tuple[int, str], ...]


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


def length_of(service: Service, moving: Appointment | None) -> int:
    """In minutes, of a visit of that service; one that was booked and is moved stays as long as it is."""
    is_agreed = moving is not None and moving.status == Status.BOOKED.value
    return moving.minutes if moving and is_agreed and moving.service_id == service.pk else service.minutes


def ask_of(service: Service, within: Interval, minutes: int) -> Ask:
    return Ask(within, minutes, service.turnover_minutes, service.step_minutes, service.is_deep)


@lru_cache(maxsize=16_384)  # the same words come in every search
def pattern_of(weekly: str | None, changes: str | None, off: str | None = None) -> Pattern:
    """A therapist's working time from what `queries.working_rows` reads, which is JSON; None is no row."""
    return Pattern(
        tuple(_weekly(*row) for row in _rows(weekly)),
        tuple(_changes(_rows(changes))),
        tuple(Interval(_moment(start), _moment(end)) for start, end in _rows(off)),
    )


@lru_cache(maxsize=4_096)
def rota_of(
    weekly: str | None, changes: str | None, shut: Shut, first: date, last: date, zone: ZoneInfo
) -> Rota:
    """The shifts of these dates, from the same JSON. `shut`: places, and the dates on which each is shut."""
    closures = {closure for place, dates in shut for closure in closures_of(place, dates)}
    return shifts(pattern_of(weekly, changes), closures, first, last, zone)


def closures_of(place: int, dates: str | None) -> Iterable[Closure]:
    """When a place is shut."""
    return (Closure(_date(first), _date(last), place) for first, last in _rows(dates))


def _rows(text: str | None) -> list[Row]:
    return json.loads(text) if text else []


def load_of(most_deep: int | None, rest: int | None) -> LoadRule:
    """The therapist's own rule, or the clinic's where there is none."""
    if most_deep is None or rest is None:
        return policy.USUAL_LOAD
    return LoadRule(timedelta(minutes=most_deep), timedelta(minutes=rest))


@lru_cache(maxsize=16_384)  # the same words come in every search
def _weekly(
    weekday: int, opens: str, closes: str, place: int, first: str, last: str | None, every: int
) -> WeeklyHours:
    return WeeklyHours(
        weekday, _hours(opens, closes, place), _date(first), _date(last) if last else None, every
    )


def _hours(opens: str, closes: str, place: int) -> Hours:
    return Hours(time.fromisoformat(opens), time.fromisoformat(closes), place)


def _changes(rows: Iterable[Row]) -> Iterable[DayChange]:
    by_date: dict[str, list[Hours]] = {}
    for on, opens, closes, place in rows:
        hours = by_date.setdefault(on, [])
        if opens:
            hours.append(_hours(opens, closes, place))
    return (DayChange(_date(on), tuple(hours)) for on, hours in by_date.items())


_date = date.fromisoformat


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
