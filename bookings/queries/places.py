"""The places of the clinic, and who is to be found at each."""

from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from bookings.models import Appointment, ChangedHours, Location, WorkingHours
from bookings.scheduling.policy import LONGEST_VISIT
from bookings.scheduling.terms import Status
from hekas.accounts.models import Therapist


def in_use(now: datetime) -> QuerySet[Location]:
    """The places that are open, and those given up at which somebody is still booked, by name."""
    booked = Appointment.objects.filter(room__location=OuterRef("pk"), status=Status.BOOKED.value)
    standing = Exists(booked.filter(busy__startswith__gte=now - LONGEST_VISIT))
    return Location.objects.filter(Q(is_active=True) | standing).order_by("name", "id")


def with_hours_at(place: Location, first: date, last: date) -> set[int]:
    """The ids of the therapists with hours there that may fall on these dates. One statement."""
    weekly = WorkingHours.objects.filter(location=place, first_day__lte=last).exclude(last_day__lt=first)
    changed = ChangedHours.objects.filter(location=place, on__range=(first, last))
    theirs = Q(pk__in=weekly.values("therapist")) | Q(pk__in=changed.values("therapist"))
    return set(Therapist.objects.filter(theirs).values_list("pk", flat=True))
