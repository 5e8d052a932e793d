"""How full and how busy, for the metrics: bounded questions, however many years of visits there are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count

from bookings.models import Appointment
from bookings.scheduling.terms import Status

AHEAD = timedelta(days=7)


@dataclass(frozen=True)
class Gauges:
    """Visits that start in the next seven days by status, and holds that are running now."""

    visits: Mapping[str, int]
    running_holds: int


def gauges(now: datetime) -> Gauges:
    """Two indexed questions."""
    soon = Appointment.objects.starting(now, now + AHEAD).order_by()
    counted = dict(soon.values_list("status").annotate(Count("pk")))
    holds = Appointment.objects.filter(status=Status.TENTATIVE.value, hold_expires_at__gt=now).count()
    return Gauges({status.value: counted.get(status.value, 0) for status in Status}, holds)
