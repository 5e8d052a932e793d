"""Reading a client's record is an act too: it is written down before anything is told."""

from datetime import datetime
from typing import Any

from django.db import transaction

from assessments.models import Clearance, Result
from bookings.models import Appointment
from hekas.accounts.models import Client
from hekas.api import fhir
from hekas.audit.actors import Actor
from hekas.audit.log import record


@transaction.atomic
def read(client: Client, *, by: Actor, now: datetime) -> dict[str, Any]:
    """The whole record as a FHIR R4 Bundle, oldest first. Six statements, however long it is."""
    record(by=by, action="record.read", subject=client, now=now)
    results = Result.objects.filter(intake__client=client).select_related("intake")
    visits = Appointment.objects.with_names().filter(client=client, booked_at__isnull=False)
    clearances = Clearance.objects.filter(client=client).select_related("result")
    return fhir.bundle(
        client,
        results.order_by("made_at", "id"),
        visits.order_by("during", "id"),
        clearances.order_by("answered_at", "id"),
        now,
    )
