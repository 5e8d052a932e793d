"""A therapist's day and the clinic's day, as frozen values: what is booked, when they work, when they can't.

A clinic's day is of one place or of all, and of so many therapists as a page has room for: first the `roster`
of those who are there, then the days of some of them. As many statements for one therapist as for all.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from assessments.queries.advice import standing_gate
from bookings.adapters import diaries as desk
from bookings.models import Appointment, ClinicClosure, Location, TimeOff
from bookings.models.appointment import AppointmentQuerySet
from bookings.queries.availability import zone
from bookings.queries.places import with_hours_at
from bookings.queries.working_rows import hours_of
from bookings.scheduling.intervals import Interval, common, merge, subtract
from bookings.scheduling.policy import LONGEST_VISIT
from bookings.scheduling.terms import Status
from bookings.scheduling.working_time import Closure, Shift, days, shifts, whole_day
from hekas.accounts.models import Therapist

PAST_IN_CALENDAR, AHEAD_IN_CALENDAR = timedelta(days=31), timedelta(days=92)
NOT_SHOWN = (Status.EXPIRED.value, Status.CANCELLED.value)


@dataclass(frozen=True)
class DayVisit:
    """One visit of the day. `to_call`: somebody has to ring this client first; no reason is given.

    `care`: hands have to know something of them. It stands on the therapist's own list alone, without what.
    """

    appointment: Appointment
    during: Interval
    busy: Interval
    result_uuid: UUID | None
    to_call: bool
    care: bool = False

    @property
    def status(self) -> Status:
        return Status(self.appointment.status)

    @property
    def place(self) -> int:
        """The id of the location."""
        return self.appointment.room.location_id

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


@dataclass(frozen=True)
class Roster:
    """Who works or has a visit on these dates (both inclusive), by name: at a place (its id), or anywhere."""

    first: date
    last: date
    closures: tuple[Closure, ...]
    therapists: tuple[Therapist, ...]
    place: int | None = None
    names: Mapping[int, str] = field(default_factory=dict)

    @property
    def span(self) -> Interval:
        return _span(self.first, self.last)

    def is_here(self, place: int) -> bool:
        return self.place in (None, place)


def day_of(therapist: Therapist, on: date, now: datetime) -> Lane:
    """One therapist's day, even where it is empty. Six statements."""
    rows = hours_of([therapist.pk], on, on, _span(on, on))
    return _days(Roster(on, on, _closures(on, on), tuple(rows)), now)[0].lanes[0]


def with_calls(lane: Lane, calls: Collection[int]) -> Lane:
    """The day with all marked whom somebody has to ring: `calls` are the visits of that list."""
    visits = (replace(one, to_call=one.to_call or one.appointment.pk in calls) for one in lane.visits)
    return replace(lane, visits=tuple(visits))


def roster(first: date, last: date, now: datetime, place: Location | None = None) -> Roster:
    """Who is there. Three statements, and two more where it is asked of one place."""
    visited = _shown(_span(first, last), now)
    visited = visited if place is None else visited.filter(room__location=place)
    seen = set(visited.values_list("therapist_id", flat=True).distinct())
    asked = None if place is None else sorted(seen | with_hours_at(place, first, last))
    names = {} if place is None else dict(Location.objects.values_list("pk", "name"))
    found = Roster(first, last, _closures(first, last), (), None if place is None else place.pk, names)
    rows = [row for row in hours_of(asked, first, last, found.span) if row.pk in seen or _works(row, found)]
    return replace(found, therapists=tuple(sorted(rows, key=lambda row: (row.name, row.pk))))


def clinic_days(found: Roster, now: datetime) -> list[Day]:
    """The days of everybody on the roster; who is not there on a date has no lane on it. Four statements."""
    return [
        replace(day, lanes=tuple(lane for lane in day.lanes if lane.is_shown)) for day in _days(found, now)
    ]


def in_calendar(therapist: Therapist, now: datetime) -> QuerySet[Appointment]:
    """A therapist's visits for their own calendar: a month back, three ahead, without what is called off."""
    rows = Appointment.objects.with_names().filter(therapist=therapist, booked_at__isnull=False)
    shown = rows.exclude(status__in=NOT_SHOWN).starting(now - PAST_IN_CALENDAR, now + AHEAD_IN_CALENDAR)
    return shown.order_by("during", "id")


def called_off(first: date, last: date, place: Location | None = None) -> QuerySet[Appointment]:
    """The cancelled visits of the clinic's dates `first` to `last`, both inclusive, in order."""
    span = _span(first, last)
    rows = Appointment.objects.with_names().filter(status=Status.CANCELLED.value)
    rows = rows if place is None else rows.filter(room__location=place)
    return rows.starting(span.start, span.end).order_by("during", "id")


def _span(first: date, last: date) -> Interval:
    return Interval(whole_day(first, zone()).start, whole_day(last, zone()).end)


def _works(row: Therapist, found: Roster) -> bool:
    return any(found.is_here(shift.place) for shift in _shifts(row, found.first, found.last, found.closures))


def _shifts(row: Therapist, first: date, last: date, closures: Iterable[Closure]) -> tuple[Shift, ...]:
    pattern = desk.pattern_of(row.weekly, row.changes)  # type: ignore[attr-defined]
    return shifts(pattern, closures, first, last, zone())


def _days(found: Roster, now: datetime) -> list[Day]:
    whose = [row.pk for row in found.therapists]
    visits, off = _visits(found.span, now, whose), _off(found.span, whose)
    return [
        Day(
            on,
            whole_day(on, zone()),
            tuple(_lane(row, on, found, off[row.pk], visits[row.pk]) for row in found.therapists),
        )
        for on in days(found.first, found.last)
    ]


def _lane(row: Therapist, on: date, found: Roster, off: list[TimeOff], visits: list[DayVisit]) -> Lane:
    worked, span = _shifts(row, on, on, found.closures), whole_day(on, zone())
    working = merge(shift.span for shift in worked if found.is_here(shift.place))
    blocked = [
        Blocked(piece, block.reason or "Away", block.uuid)
        for block in off
        for piece in common(working, [desk.interval(block.during)])
    ]
    todays = [visit for visit in visits if visit.busy.overlaps(span)]
    here = tuple(visit for visit in todays if found.is_here(visit.place))
    return Lane(row, working, (*blocked, *_elsewhere(worked, todays, found)), here)


def _elsewhere(worked: Iterable[Shift], visits: Iterable[DayVisit], found: Roster) -> list[Blocked]:
    """When they are at another place, by its name: no time to book here."""
    spans: dict[int, list[Interval]] = defaultdict(list)
    for shift in worked:
        spans[shift.place].append(shift.span)
    for visit in visits:
        spans[visit.place].append(visit.busy)
    others = [(place, merge(some)) for place, some in spans.items() if not found.is_here(place)]
    return [Blocked(span, f"At {found.names[place]}") for place, some in others for span in some]


def _closures(first: date, last: date) -> tuple[Closure, ...]:
    rows = ClinicClosure.objects.filter(first_day__lte=last, last_day__gte=first)
    return tuple(Closure(row.first_day, row.last_day, row.location_id) for row in rows)


def _off(span: Interval, whose: Sequence[int]) -> dict[int, list[TimeOff]]:
    rows = TimeOff.objects.filter(during__startswith__lt=span.end, during__endswith__gt=span.start)
    by_therapist: dict[int, list[TimeOff]] = defaultdict(list)
    for row in rows.filter(therapist__in=whose).order_by("during"):
        by_therapist[row.therapist_id].append(row)
    return by_therapist


def _shown(span: Interval, now: datetime) -> AppointmentQuerySet:
    """What stands in a diary, whatever became of it; not what is called off, nor a hold that ran out."""
    rows = Appointment.objects.exclude(status__in=NOT_SHOWN)
    rows = rows.exclude(status=Status.TENTATIVE.value, hold_expires_at__lte=now)
    return rows.starting(span.start - LONGEST_VISIT, span.end).filter(during__endswith__gt=span.start)


def _visits(span: Interval, now: datetime, whose: Sequence[int]) -> dict[int, list[DayVisit]]:
    rows = _shown(span, now).with_names().filter(therapist__in=whose).order_by("during", "id")
    by_therapist: dict[int, list[DayVisit]] = defaultdict(list)
    for row in rows.prefetch_related("client__clearances__result"):
        by_therapist[row.therapist_id].append(visit_of(row))
    return by_therapist


def visit_of(row: Appointment) -> DayVisit:
    """One visit, with whether its client has to be called first."""
    standing = [] if row.client is None else row.client.clearances.all()
    newest = next((clearance for clearance in standing if clearance.superseded_at is None), None)
    to_call = newest is not None and standing_gate(newest) != "open"
    result = newest.result.uuid if newest is not None else None
    care = newest is not None and bool(newest.result.snapshot["triage"]["flags"])
    return DayVisit(row, desk.interval(row.during), desk.interval(row.busy), result, to_call, care)
