"""The places of the clinic, and who is to be found at each."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from bookings.models import Appointment, ChangedHours, Location, WorkingHours
from bookings.scheduling.policy import LONGEST_VISIT
from bookings.scheduling.terms import Status
from hekas.accounts.models import Therapist
from hekas.postgres.prepared import execute

TOUCHED = """
SELECT location_id FROM bookings_room WHERE id = ANY(%(rooms)s)
UNION SELECT location_id FROM bookings_workinghours WHERE therapist_id = ANY(%(therapists)s)
UNION SELECT location_id FROM bookings_changedhours
  WHERE therapist_id = ANY(%(therapists)s) AND location_id IS NOT NULL
"""


def in_use(now: datetime) -> QuerySet[Location]:
    """The places that are open, and those given up at which somebody is still booked, by name."""
    booked = Appointment.objects.filter(room__location=OuterRef("pk"), status=Status.BOOKED.value)
    standing = Exists(booked.filter(busy__startswith__gte=now - LONGEST_VISIT))
    return Location.objects.filter(Q(is_active=True) | standing).order_by("name", "id")


def touched_by(therapists: Iterable[int], rooms: Iterable[int]) -> list[int]:
    """The ids of the places whose free times may be others, once these are booked or free. One statement.

    A therapist's are all at which they ever work: what they do at one decides what they can do at another.
    """
    with connection.cursor() as cursor:
        execute(cursor, TOUCHED, {"therapists": sorted(therapists), "rooms": sorted(rooms)})
        return [place for (place,) in cursor.fetchall()]


def with_hours_at(place: Location, first: date, last: date) -> set[int]:
    """The ids of the therapists with hours there that may fall on these dates. One statement."""
    weekly = WorkingHours.objects.filter(location=place, first_day__lte=last).exclude(last_day__lt=first)
    changed = ChangedHours.objects.filter(location=place, on__range=(first, last))
    theirs = Q(pk__in=weekly.values("therapist")) | Q(pk__in=changed.values("therapist"))
    return set(Therapist.objects.filter(theirs).values_list("pk", flat=True))
