"""Visits that stand where they can't stay: nothing is taken out by itself, somebody looks at each.

Found by state alone, so it does not matter how it came about: a shift made shorter, a therapist off sick, a
closure, a room given up, a race that became known after a deep visit was booked, a first visit called off.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db.models import QuerySet

from assessments.queries.clearances import NOTHING_KNOWN, Advice, advice_for_each
from bookings.adapters import diaries as desk
from bookings.adapters.advice import windows_of
from bookings.models import Appointment, ClinicClosure
from bookings.queries.availability import zone
from bookings.queries.clearing import unseen_among
from bookings.queries.working_rows import hours_of
from bookings.scheduling.intervals import Interval, subtract
from bookings.scheduling.terms import Fit, ServiceKind, Status
from bookings.scheduling.windows import judge
from bookings.scheduling.working_time import Closure, local_day, shifts, working
from hekas.accounts.models import Therapist

AHEAD = timedelta(days=60)


class Trouble(StrEnum):
    """What is wrong with where a visit stands. Nothing of the body is in it."""

    HOURS = "hours"  # its therapist does not work then, is away, or the place is shut
    ROOM = "room"  # its room is not used any more
    TIMING = "timing"  # by what is known now, another time suits this client better
    UNSEEN = "unseen"  # the visit that was to come before it is gone
    OVERBOOKED = "overbooked"  # it lies over another visit


@dataclass(frozen=True)
class ToDo:
    """One visit that somebody has to look at, and everything that is wrong with it."""

    appointment: Appointment
    troubles: tuple[Trouble, ...]


def to_do(now: datetime, therapist: Therapist | None = None) -> list[ToDo]:
    """The booked visits of the next 60 days that can't stay as they are. Four or five statements."""
    visits = list(_coming(now, therapist))
    if not visits:
        return []
    free = _working(visits)
    known = advice_for_each([row.client for row in visits if row.client is not None], now=now)
    unseen = unseen_among(visits)
    found = [
        ToDo(row, tuple(_troubles(row, free, known.get(row.client_id or 0, NOTHING_KNOWN), unseen)))
        for row in visits
    ]
    return [one for one in found if one.troubles]


def _coming(now: datetime, therapist: Therapist | None) -> QuerySet[Appointment]:
    rows = Appointment.objects.with_names().filter(status=Status.BOOKED.value)
    rows = rows.starting(now, now + AHEAD).order_by("during", "id")
    return rows if therapist is None else rows.filter(therapist=therapist)


def _working(visits: list[Appointment]) -> dict[int, tuple[Interval, ...]]:
    """The working time of everybody who has a visit, over all these days."""
    first, last = (local_day(row.starts_at, zone()) for row in (visits[0], visits[-1]))
    span = Interval(desk.interval(visits[0].busy).start, max(desk.interval(row.busy).end for row in visits))
    closures = [
        Closure(row.first_day, row.last_day, row.location_id)
        for row in ClinicClosure.objects.filter(first_day__lte=last, last_day__gte=first)
    ]
    whose = sorted({row.therapist_id for row in visits})
    return {row.pk: _free(row, closures, first, last) for row in hours_of(whose, first, last, span)}


def _free(row: Therapist, closures: Iterable[Closure], first: date, last: date) -> tuple[Interval, ...]:
    pattern = desk.pattern_of(row.weekly, row.changes, row.off)  # type: ignore[attr-defined]
    return working(shifts(pattern, closures, first, last, zone()), pattern.off)


def _troubles(
    row: Appointment, free: dict[int, tuple[Interval, ...]], advice: Advice, unseen: set[int]
) -> Iterator[Trouble]:
    if subtract([desk.interval(row.during)], free[row.therapist_id]):
        yield Trouble.HOURS
    if not (row.room.is_active and row.room.location.is_active):
        yield Trouble.ROOM
    kind = ServiceKind(row.service.kind)
    if judge(row.starts_at, kind, windows_of(advice, row.service)).fit is Fit.AVOID:
        yield Trouble.TIMING
    if row.pk in unseen:
        yield Trouble.UNSEEN
    if row.overbooked:
        yield Trouble.OVERBOOKED
