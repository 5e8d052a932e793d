"""What is booked, for a program that writes bookings."""

from datetime import date

from django.db.models import QuerySet

from bookings.models import Appointment
from bookings.queries.availability import zone
from bookings.scheduling.policy import LONGEST_VISIT
from bookings.scheduling.working_time import whole_day
from hekas.accounts.models import Therapist


def between(first: date, last: date, therapist: Therapist | None = None) -> QuerySet[Appointment]:
    """Whatever was booked and starts on the clinic's dates `first` to `last`, in order of start."""
    start, end = whole_day(first, zone()).start, whole_day(last, zone()).end
    rows = Appointment.objects.with_names().starting(start - LONGEST_VISIT, end)
    rows = rows.filter(during__startswith__gte=start, booked_at__isnull=False)
    rows = rows if therapist is None else rows.filter(therapist=therapist)
    return rows.order_by("during", "therapist__uuid")
