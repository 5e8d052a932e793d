"""All that decides working time: one statement for therapists and one for rooms, however many there are."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from bookings.models import ChangedHours, ClinicClosure, Room, Service, TimeOff, WorkingHours
from bookings.scheduling.intervals import Interval
from hekas.accounts.models import Therapist


def therapists_with_hours(
    service: Service,
    first: date,
    last: date,
    within: Interval,
    only: Therapist | None,
    needs: Iterable[str] = (),
) -> QuerySet[Therapist]:
    """Those who may be booked for the service, each with hours, time off and the load rule.

    `needs` names the training that the client's therapist must have. Source: K6.
    """
    therapists = hours_of(None if only is None else [only.pk], first, last, within)
    return therapists.filter(services=service, is_bookable=True, **dict.fromkeys(needs, True))


def hours_of(ids: Sequence[int] | None, first: date, last: date, within: Interval) -> QuerySet[Therapist]:
    """Therapists (all, or those), each with `weekly`, `changes`, `off`, `most_deep` and `rest`."""
    therapists = Therapist.objects.all() if ids is None else Therapist.objects.filter(pk__in=ids)
    return therapists.order_by("id").annotate(
        weekly=ArraySubquery(_weekly(first, last)),
        changes=ArraySubquery(_changes(first, last)),
        off=ArraySubquery(_off(within)),
        most_deep=F("workload__most_deep_minutes"),
        rest=F("workload__rest_minutes"),
    )


def rooms_with_closures(service: Service, first: date, last: date) -> QuerySet[Room]:
    """The rooms that the service may use, in the order in which they are given, each with `closures`."""
    here = Q(location=None) | Q(location=OuterRef("location"))
    shut = ClinicClosure.objects.filter(here, first_day__lte=last, last_day__gte=first).order_by("id")
    closures = shut.values(row=JSONObject(first="first_day", last="last_day", place=OuterRef("location_id")))
    rooms = Room.objects.filter(services=service, is_active=True, location__is_active=True)
    return rooms.order_by("location_id", "order", "id").annotate(closures=ArraySubquery(closures))


def _weekly(first: date, last: date) -> QuerySet[WorkingHours]:
    in_force = Q(first_day__lte=last) & (Q(last_day=None) | Q(last_day__gte=first))
    return (
        WorkingHours.objects.filter(in_force, therapist=OuterRef("pk"))
        .order_by("id")
        .values(
            row=JSONObject(
                weekday="weekday",
                opens="opens",
                closes="closes",
                place="location_id",
                first="first_day",
                last="last_day",
                every="every_weeks",
            )
        )
    )


def _changes(first: date, last: date) -> QuerySet[ChangedHours]:
    changed = ChangedHours.objects.filter(therapist=OuterRef("pk"), on__gte=first, on__lte=last).order_by(
        "id"
    )
    return changed.values(row=JSONObject(on="on", opens="opens", closes="closes", place="location_id"))


def _off(within: Interval) -> QuerySet[TimeOff]:
    off = TimeOff.objects.filter(
        therapist=OuterRef("pk"), during__startswith__lt=within.end, during__endswith__gt=within.start
    )
    return off.order_by("id").values(row=JSONObject(start="during__startswith", end="during__endswith"))
