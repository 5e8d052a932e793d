"""Series of visits: what is free of a plan, what is to come of one that is booked, which are nearly over."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from bookings.models import Appointment, ClinicClosure, Location, Series, Service
from bookings.queries.availability import Course, Offer, Seek, free_slots, zone
from bookings.queries.offers import nearest, offer_at
from bookings.scheduling.series import HORIZON_DAYS, TELL_BEFORE, light_days
from bookings.scheduling.terms import ServiceKind, Status
from bookings.scheduling.working_time import days, local_day
from hekas.accounts.models import Client

ALTERNATIVES = 4
TIMES_A_DAY = 2
STANDING = Q(status__in=[Status.BOOKED.value, Status.ARRIVED.value])


@dataclass(frozen=True)
class Line:
    """One visit of a plan: its offer, or where it can't be had the nearest that can."""

    start: datetime
    offer: Offer | None
    nearest: tuple[Offer, ...] = ()


def course(event: date | None) -> Course:
    """How a series widens a search."""
    return Course(HORIZON_DAYS, event)


def course_of(appointment: Appointment) -> Course | None:
    """The course that an appointment is part of, if any."""
    return course(appointment.series.event) if appointment.series else None


def line(seek: Seek, start: datetime, now: datetime, *, gone: bool = False) -> Line:
    """Ask the one search for a start; `gone`: it was just refused, so only what is near is asked."""
    offer = None if gone else offer_at(seek, start, now).offer
    if offer is not None:
        return Line(start, offer)
    others = nearest(replace(seek, therapist=None), start, now, ALTERNATIVES + 1)
    return Line(start, None, tuple(other for other in others if not _same(other, seek, start))[:ALTERNATIVES])


def _same(offer: Offer, seek: Seek, start: datetime) -> bool:
    return offer.start == start and seek.therapist is not None and offer.slot.therapist == seek.therapist.pk


def light_offers(seek: Seek, event: date, near: datetime, now: datetime) -> tuple[Offer, ...]:
    """Times for a light visit before the event: a few on each day, nearest to the series' time of day."""
    first, *_, last = light_days(event)
    found = [offer for offer in free_slots(seek, first, last, now).offers if offer.may_be_taken]
    clock = _minutes(near)
    chosen: list[Offer] = []
    for day in light_days(event):
        of_day = [offer for offer in found if local_day(offer.start, zone()) == day]
        chosen += sorted(of_day, key=lambda offer: abs(_minutes(offer.start) - clock))[:TIMES_A_DAY]
    return tuple(sorted(chosen, key=lambda offer: offer.slot))


def _minutes(moment: datetime) -> int:
    wall = moment.astimezone(zone())
    return wall.hour * 60 + wall.minute


def closed_days(places: Sequence[Location], first: date, last: date) -> dict[date, str]:
    """The dates on which nobody can come, with the name of the closure."""
    shut = Q(location=None)
    if len(places) == 1:
        shut |= Q(location=places[0])
    rows = ClinicClosure.objects.filter(shut, first_day__lte=last, last_day__gte=first).order_by("-id")
    return {day: row.name for row in rows for day in days(max(row.first_day, first), min(row.last_day, last))}


def services(kind: ServiceKind) -> QuerySet[Service]:
    """What the public may book of one kind, in the clinic's order."""
    return Service.objects.online().filter(kind=kind.value).order_by("order", "id")


def to_come(series: Series, now: datetime) -> QuerySet[Appointment]:
    """The booked visits of a series that have not begun, in order."""
    rows = series.appointments.with_names().filter(status=Status.BOOKED.value, during__startswith__gt=now)
    return rows.order_by("during")


def next_of_others(series: Series, now: datetime) -> list[Appointment]:
    """Of each other series of the client up to the same event the next visit. One statement, or none."""
    if series.event is None:
        return []
    rows = Appointment.objects.with_names().filter(status=Status.BOOKED.value, during__startswith__gt=now)
    same = rows.filter(series__client=series.client_id, series__event=series.event, series__ended_at=None)
    found = same.exclude(series=series.pk).order_by("during", "id")
    return list({row.series_id: row for row in reversed(found)}.values())


def all_visits(series: Series) -> QuerySet[Appointment]:
    """Every visit of a series, whatever became of it, in order."""
    return series.appointments.with_names().order_by("during")


def last_visit(series: Series) -> Appointment | None:
    """The last visit that stands."""
    return series.appointments.with_names().filter(STANDING).order_by("-during").first()


def ending(now: datetime) -> list[int]:
    """The series whose last visit is two weeks away or nearer and whose clients have not been told.

    A series that was shorter than that from its beginning is not told of, nor one that another follows.
    """
    last = Max(Lower("appointments__during"), filter=Q(appointments__status=Status.BOOKED.value))
    rows = Series.objects.filter(ending_told_at=None, ended_at=None).annotate(last=last)
    due = rows.filter(last__gt=now, last__lte=now + TELL_BEFORE, created_at__lte=F("last") - TELL_BEFORE)
    later = Series.objects.filter(client=OuterRef("client"), ended_at=None, until__gt=OuterRef("until"))
    return list(due.filter(~Exists(later)).values_list("pk", flat=True))


def seed_of(client: Client, now: datetime) -> Appointment | None:
    """The visit that a new series would most likely be like: the next one, else the latest."""
    rows = Appointment.objects.with_names().filter(client=client, booked_at__isnull=False)
    rows = rows.exclude(status=Status.CANCELLED.value)
    coming = rows.filter(during__startswith__gt=now).order_by("during").first()
    return coming or rows.order_by("-during").first()
