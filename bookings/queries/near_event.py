"""Which visits stand too near an event that is about to be known: asked before anything is done of it."""

from datetime import date, datetime

from bookings.models import Appointment
from bookings.queries.availability import zone
from bookings.queries.events import is_deep
from bookings.scheduling.series import QUIET_DAYS
from bookings.scheduling.terms import Status
from bookings.scheduling.working_time import DAY, whole_day
from hekas.accounts.models import Client


def deep_near(client: Client, event: date, now: datetime) -> list[Appointment]:
    """The client's booked visits to come that work deep in its last days, in order. One statement."""
    first, last = whole_day(event - QUIET_DAYS * DAY, zone()).start, whole_day(event, zone()).end
    rows = Appointment.objects.with_names().filter(client=client, status=Status.BOOKED.value)
    rows = rows.filter(during__startswith__gt=now).starting(first, last).order_by("during", "id")
    return [one for one in rows if is_deep(one.service)]
