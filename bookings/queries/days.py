"""A therapist's day and the clinic's day, as frozen values: what is booked, when they work, when they can't.

Six statements, for one therapist and for all of them.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from assessments.queries.clearances import standing_gate
from bookings.adapters import diaries as desk
from bookings.models import Appointment, ClinicClosure, TimeOff
from bookings.queries.availability import zone
from bookings.queries.working_rows import hours_of
from bookings.scheduling.intervals import Interval, common, merge, subtract
from bookings.scheduling.terms import Status
from bookings.scheduling.working_time import Closure, days, shifts, whole_day
from hekas.accounts.models import Therapist

PAST_IN_CALENDAR, AHEAD_IN_CALENDAR = timedelta(days=31), timedelta(days=92)
NOT_SHOWN = (Status.EXPIRED.value, Status.CANCELLED.value)


@dataclass(frozen=True)
class DayVisit:
    """One visit of the day. `to_call`: a therapist has to ring this client first; no reason is given."""

    appointment: Appointment
    during: Interval
    busy: Interval
    result_uuid: UUID | None
    to_call: bool

    @property
    def status(self) -> Status:
        return Status(self.appointment.status)

    @property
    def takes(self) -> bool:
        """Whether nobody else can have its time: all but who did not come."""
        return self.status is not Status.NOSHOW


@dataclass(frozen=True)
class Blocked:
    """Working time in which the therapist is not there, and the clinic's word for it."""

    span: Interval
    reason: str
    uuid: UUID | None = None


@dataclass(frozen=True)
class Lane:
    """One therapist's day."""

    therapist: Therapist
    working: tuple[Interval, ...]
    blocked: tuple[Blocked, ...]
    visits: tuple[DayVisit, ...]

    @property
    def working_minutes(self) -> int:
        free = subtract(self.working, (block.span for block in self.blocked))
        return sum(span.minutes for span in free)

    @property
    def is_shown(self) -> bool:
        return bool(self.working or self.visits)

    def gaps(self, since: datetime, at_least: int) -> tuple[Interval, ...]:
        """Free time from `since` on, of `at_least` so many minutes each."""
        taken = [*(visit.busy for visit in self.visits if visit.takes), *(b.span for b in self.blocked)]
        free = subtract(self.working, taken)
        later = [Interval(max(gap.start, since), gap.end) for gap in free if gap.end > since]
        return tuple(gap for gap in later if gap.minutes >= at_least)

    @property
    def booked_minutes(self) -> int:
        """Treatment and turnover of what takes time, inside working time."""
        taken = [visit.busy for visit in self.visits if visit.takes]
        return sum(span.minutes for span in common(self.working, taken))


@dataclass(frozen=True)
class Day:
    """The clinic's date with a lane for each therapist who works or has visits."""

    on: date
    span: Interval
    lanes: tuple[Lane, ...]


def day_of(therapist: Therapist, on: date, now: datetime) -> Lane:
    """One therapist's day, even where it is empty."""
    return _days(on, on, now, [therapist.pk])[0].lanes[0]


def clinic_day(on: date, now: datetime) -> Day:
    """All therapists' days side by side; those who neither work nor have a visit are left out."""
    return clinic_days(on, on, now)[0]


def clinic_days(first: date, last: date, now: datetime) -> list[Day]:
    """The clinic's dates `first` to `last`, both inclusive: six statements for a week as for a day."""
    found = _days(first, last, now, None)
    return [Day(day.on, day.span, tuple(lane for lane in day.lanes if lane.is_shown)) for day in found]


def in_calendar(therapist: Therapist, now: datetime) -> QuerySet[Appointment]:
    """A therapist's visits for their own calendar: a month back, three ahead, without what is called off."""
    rows = Appointment.objects.with_names().filter(therapist=therapist, booked_at__isnull=False)
    shown = rows.exclude(status__in=NOT_SHOWN).starting(now - PAST_IN_CALENDAR, now + AHEAD_IN_CALENDAR)
    return shown.order_by("during", "id")


def called_off(first: date, last: date) -> QuerySet[Appointment]:
    """The cancelled visits of the clinic's dates `first` to `last`, both inclusive, in order."""
    rows = Appointment.objects.with_names().filter(status=Status.CANCELLED.value)
    return rows.starting(whole_day(first, zone()).start, whole_day(last, zone()).end).order_by("during", "id")


def _days(first: date, last: date, now: datetime, only: Sequence[int] | None) -> list[Day]:
    span = Interval(whole_day(first, zone()).start, whole_day(last, zone()).end)
    therapists = list(hours_of(only, first, last, span))
    closures = [Closure(row.first_day, row.last_day, row.location_id) for row in _closures(first, last)]
    visits, off = _visits(span, now, only), _off(span, only)
    return [
        Day(
            on,
            whole_day(on, zone()),
            tuple(_lane(row, on, closures, off[row.pk], visits[row.pk]) for row in therapists),
        )
        for on in days(first, last)
    ]


def _lane(
    row: Therapist, on: date, closures: Iterable[Closure], off: list[TimeOff], visits: list[DayVisit]
) -> Lane:
    pattern = desk.pattern_of(row.weekly, row.changes, ())
    working = merge(shift.span for shift in shifts(pattern, closures, on, on, zone()))
    blocked = [
        Blocked(piece, block.reason or "Away", block.uuid)
        for block in off
        for piece in common(working, [desk.interval(block.during)])
    ]
    span = whole_day(on, zone())
    return Lane(row, working, tuple(blocked), tuple(v for v in visits if v.busy.overlaps(span)))


def _closures(first: date, last: date) -> Iterable[ClinicClosure]:
    return ClinicClosure.objects.filter(first_day__lte=last, last_day__gte=first)


def _off(span: Interval, only: Sequence[int] | None) -> dict[int, list[TimeOff]]:
    rows = TimeOff.objects.filter(during__startswith__lt=span.end, during__endswith__gt=span.start)
    by_therapist: dict[int, list[TimeOff]] = defaultdict(list)
    for row in rows.filter(_whose(only)).order_by("during"):
        by_therapist[row.therapist_id].append(row)
    return by_therapist


def _visits(span: Interval, now: datetime, only: Sequence[int] | None) -> dict[int, list[DayVisit]]:
    rows = (
        Appointment.objects.with_names()
        .exclude(status__in=NOT_SHOWN)
        .exclude(status=Status.TENTATIVE.value, hold_expires_at__lte=now)
        .starting(span.start - timedelta(hours=5), span.end)
        .filter(_whose(only), during__endswith__gt=span.start)
        .prefetch_related("client__clearances__result")
        .order_by("during", "id")
    )
    by_therapist: dict[int, list[DayVisit]] = defaultdict(list)
    for row in rows:
        by_therapist[row.therapist_id].append(visit_of(row))
    return by_therapist


def _whose(only: Sequence[int] | None) -> Q:
    return Q() if only is None else Q(therapist__in=only)


def visit_of(row: Appointment) -> DayVisit:
    """One visit, with whether its client has to be called first."""
    standing = [] if row.client is None else row.client.clearances.all()
    newest = next((clearance for clearance in standing if clearance.superseded_at is None), None)
    to_call = newest is not None and standing_gate(newest) != "open"
    result = newest.result.uuid if newest is not None else None
    return DayVisit(row, desk.interval(row.during), desk.interval(row.busy), result, to_call)
