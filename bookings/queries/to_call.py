"""Whom somebody has to speak with before a visit of the next day. Names and numbers, and no reason."""

from dataclasses import dataclass
from datetime import datetime

from bookings.models import Appointment, Location
from bookings.queries.clearing import Missing, missing_for_each
from bookings.scheduling.clearing import TO_CALL_AHEAD
from bookings.scheduling.terms import Status
from hekas.accounts.models import Therapist


@dataclass(frozen=True)
class ToCall:
    """A visit that can't go ahead as it stands, and what has to happen first."""

    appointment: Appointment
    missing: Missing


def to_call(now: datetime, therapist: Therapist | None = None, place: Location | None = None) -> list[ToCall]:
    """Booked visits of the next 24 hours whose client would not be let in at the time, the next one first."""
    rows = Appointment.objects.with_names().filter(status=Status.BOOKED.value, during__endswith__gt=now)
    rows = rows.starting(now - TO_CALL_AHEAD, now + TO_CALL_AHEAD).order_by("during", "id")
    if therapist is not None:
        rows = rows.filter(therapist=therapist)
    if place is not None:
        rows = rows.filter(room__location=place)
    pairs = zip(rows, missing_for_each(rows, now), strict=True)
    return [ToCall(row, missing) for row, missing in pairs if missing is not None]
