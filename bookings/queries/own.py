"""A client's own visits."""

from datetime import datetime

from django.db.models import QuerySet

from bookings.models import Appointment
from bookings.scheduling.terms import Status
from hekas.accounts.models import Client


def upcoming(client: Client, now: datetime) -> QuerySet[Appointment]:
    """What is booked and not over, the next one first."""
    rows = Appointment.objects.with_names().filter(client=client, during__endswith__gt=now)
    return rows.filter(status__in=[Status.BOOKED.value, Status.ARRIVED.value]).order_by("during")


def past(client: Client, now: datetime) -> QuerySet[Appointment]:
    """What has been, or was cancelled, the latest first."""
    rows = Appointment.objects.with_names().filter(client=client, booked_at__isnull=False)
    return rows.exclude(pk__in=upcoming(client, now).values("pk")).order_by("-during")
