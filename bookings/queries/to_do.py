"""Visits that stand where they can't stay: nothing is taken out by itself, somebody looks at each.

Found by state alone, so it does not matter how it came about: a shift made shorter, a therapist off sick, a
closure, a room given up, a service taken off the list or from its therapist, a race that became known after
a deep visit was booked, a first visit called off.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from assessments.queries.advice import NOTHING_KNOWN, Advice
from assessments.queries.clearances import advice_for_each
from bookings.adapters import diaries as desk
from bookings.models import (
    Appointment,
    ChangedHours,
    ClinicClosure,
    Location,
    Service,
    TimeOff,
    WorkingHours,
)
from bookings.queries.availability import windows_for, zone
from bookings.queries.clearing import unseen_among
from bookings.queries.events import events_of, goes_by_events
from bookings.queries.suspects import AHEAD, suspects
from bookings.queries.working_rows import hours_of
from bookings.scheduling.intervals import Interval, subtract
from bookings.scheduling.terms import Fit, Needed, ServiceKind, Status
from bookings.scheduling.windows import judge
from bookings.scheduling.working_time import Closure, local_day, shifts, whole_day, working
from hekas.accounts.models import Therapist, User

PLACE = ("room__location", "therapist__user")
EVERY = Q()

IS_GIVEN = Service.therapists.through._default_manager.filter(
    service=OuterRef("service"), therapist=OuterRef("therapist")
)
IS_PLACED = Service.rooms.through._default_manager.filter(service=OuterRef("service"), room=OuterRef("room"))

Free = dict[tuple[int, int], tuple[Interval, ...]]


class Trouble(StrEnum):
    """What is wrong with where a visit stands. Nothing of the body is in it."""

    HOURS = "hours"  # its therapist does not work there then, is away, or the place is shut
    ROOM = "room"  # its room is not used any more
    THERAPIST = "therapist"  # its therapist has left
    OFFERED = "offered"  # its service is off the list
    GIVEN = "given"  # its therapist does not give its service any more
    PLACED = "placed"  # its room is not one of its service any more
    TIMING = "timing"  # by what is known now, another time suits this client better
    UNSEEN = "unseen"  # the visit that was to come before it is gone
    OVERBOOKED = "overbooked"  # it lies over another visit


@dataclass(frozen=True)
class ToDo:
    """One visit that somebody has to look at, and everything that is wrong with it."""

    appointment: Appointment
    troubles: tuple[Trouble, ...]


def to_do(now: datetime, therapist: Therapist | None = None, among: Q = EVERY) -> list[ToDo]:
    """The booked visits to come that can't stay as they are. Six or seven statements, or one."""
    visits = list(_coming(now, therapist).filter(among, pk__in=suspects(now, therapist)))
    if not visits:
        return []
    free = _working(visits)
    clients = [row.client for row in visits if row.client is not None]
    known, events = advice_for_each(clients, now=now), events_of(clients)
    unseen = unseen_among(visits)
    found = []
    for row in visits:
        advice = known.get(row.client_id or 0, NOTHING_KNOWN)
        near = events.get(row.client_id or 0, ()) if goes_by_events(row.service) else ()
        found.append(ToDo(row, tuple(_troubles(row, free, advice, near, unseen))))
    return [one for one in found if one.troubles]


OF_A_SERVICE = {Trouble.OFFERED, Trouble.GIVEN, Trouble.PLACED, Trouble.TIMING, Trouble.UNSEEN}
GONE = {Trouble.THERAPIST}
# What a change of such a row can bring; of the others, no hours.
CAN_BRING = {Location: {Trouble.ROOM}, Service: OF_A_SERVICE, Therapist: GONE, User: GONE}


def spoilt_by(rows: Iterable[Model], now: datetime) -> list[ToDo]:
    """The visits that can't stay as these rows now stand: of their people, days and places alone.

    `rows` are what was changed, as it was and as it is (or what was deleted). A visit that could not stay
    before and is in their reach is among them: whoever changes its hours can as well put it right.
    """
    rows = list(rows)
    reach = [found for row in rows if (found := _reach(row)) is not None]
    if not reach:
        return []
    among = reach[0]
    for one in reach[1:]:
        among |= one
    kinds = CAN_BRING.get(type(rows[0]), {Trouble.HOURS})
    return [one for one in to_do(now, among=among) if kinds & {*one.troubles}]


def _reach(row: Model) -> Q | None:
    """The visits that a change of this row can spoil; None where it spoils none."""
    match row:
        case WorkingHours():
            return Q(therapist=row.therapist_id)
        case ChangedHours():
            return Q(therapist=row.therapist_id) & _on(row.on, row.on)
        case TimeOff():
            return Q(therapist=row.therapist_id, during__overlap=row.during)
        case ClinicClosure():
            place = Q() if row.location_id is None else Q(room__location=row.location_id)
            return place & _on(row.first_day, row.last_day)
        case Therapist():
            return Q(therapist=row.pk)
        case User():
            return Q(therapist__user=row.pk)
        case Location():
            return Q(room__location=row.pk)
        case Service():
            return Q(service=row.pk) | _leaning_on(row)
    return None


def _leaning_on(service: Service) -> Q:
    """Visits for those who were seen, of clients whom this service may be what brings in before."""
    first = Appointment.objects.filter(service=service.pk, status=Status.BOOKED.value)
    return Q(service__clearance=Needed.SEEN.value, client__in=first.values("client"))


def _on(first: date, last: date) -> Q:
    return Q(
        during__startswith__lt=whole_day(last, zone()).end,
        during__endswith__gt=whole_day(first, zone()).start,
    )


def holds_in_the_way(now: datetime) -> list[int]:
    """The ids of holds that stand where nobody could be booked any more. Three statements."""
    alive = Appointment.objects.filter(status=Status.TENTATIVE.value, hold_expires_at__gt=now)
    holds = list(alive.select_related(*PLACE).order_by("during", "id"))
    free = _working(holds) if holds else {}
    return [row.pk for row in holds if any(_misplaced(row, free))]


def _coming(now: datetime, therapist: Therapist | None) -> QuerySet[Appointment]:
    rows = Appointment.objects.with_names().select_related(*PLACE).filter(status=Status.BOOKED.value)
    rows = rows.annotate(is_given=Exists(IS_GIVEN), is_placed=Exists(IS_PLACED))
    rows = rows.starting(now, now + AHEAD).order_by("during", "id")
    return rows if therapist is None else rows.filter(therapist=therapist)


def _working(visits: list[Appointment]) -> Free:
    """The working time of everybody who has a visit, over all these days, by therapist and place."""
    first, last = (local_day(row.starts_at, zone()) for row in (visits[0], visits[-1]))
    span = Interval(desk.interval(visits[0].busy).start, max(desk.interval(row.busy).end for row in visits))
    closures = [
        Closure(row.first_day, row.last_day, row.location_id)
        for row in ClinicClosure.objects.filter(first_day__lte=last, last_day__gte=first)
    ]
    whose = sorted({row.therapist_id for row in visits})
    places = {(row.therapist_id, row.room.location_id) for row in visits}
    by_id = {row.pk: row for row in hours_of(whose, first, last, span)}
    return {(who, place): _free(by_id[who], place, closures, first, last) for who, place in places}


def _free(
    row: Therapist, place: int, closures: Iterable[Closure], first: date, last: date
) -> tuple[Interval, ...]:
    pattern = desk.pattern_of(row.weekly, row.changes, row.off)  # type: ignore[attr-defined]
    found = shifts(pattern, closures, first, last, zone())
    return working([shift for shift in found if shift.place == place], pattern.off)


def _misplaced(row: Appointment, free: Free) -> Iterator[Trouble]:
    """What is wrong with its therapist's time and its room."""
    if subtract([desk.interval(row.during)], free[row.therapist_id, row.room.location_id]):
        yield Trouble.HOURS
    if not (row.room.is_active and row.room.location.is_active):
        yield Trouble.ROOM
    if not row.therapist.is_at_work:
        yield Trouble.THERAPIST


def _off_offer(row: Appointment) -> Iterator[Trouble]:
    """What was taken away from what was booked."""
    if not row.service.is_active:
        yield Trouble.OFFERED
    if not row.is_given:  # type: ignore[attr-defined]
        yield Trouble.GIVEN
    if not row.is_placed:  # type: ignore[attr-defined]
        yield Trouble.PLACED


def _troubles(
    row: Appointment, free: Free, advice: Advice, events: Iterable[date], unseen: set[int]
) -> Iterator[Trouble]:
    yield from _misplaced(row, free)
    yield from _off_offer(row)
    kind = ServiceKind(row.service.kind)
    windows = windows_for(advice, row.service, events)
    if judge(row.starts_at, kind, windows).fit is Fit.AVOID:
        yield Trouble.TIMING
    if row.pk in unseen:
        yield Trouble.UNSEEN
    if row.overbooked:
        yield Trouble.OVERBOOKED
