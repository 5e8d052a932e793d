"""Secret addresses for messages: random, hashed at rest, dead as soon as the appointment changes."""

from datetime import datetime

from bookings.actions.holds import hash_of, new_token
from bookings.models import Appointment, AppointmentLink


def new_link(appointment: Appointment, now: datetime) -> str:
    """The secret of a new link to the appointment as it stands; it is told to nobody again."""
    token = new_token()
    AppointmentLink.objects.create(
        appointment=appointment, version=appointment.version, token_hash=hash_of(token), created_at=now
    )
    return token
