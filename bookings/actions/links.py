"""Secret addresses for messages: random, hashed at rest, dead once the appointment or the address changes."""

from datetime import datetime

from bookings.actions.holds import hash_of, new_token
from bookings.models import Appointment, AppointmentLink
from bookings.permissions import address_hash
from hekas.messaging.terms import Channel


def new_link(appointment: Appointment, now: datetime, channel: str = Channel.EMAIL) -> str:
    """The secret of a new link to the appointment as it stands; it is told to nobody again.

    It is bound to the address that it goes to, and dies with it.
    """
    token, client = new_token(), appointment.client
    address = (client.phone if channel == Channel.SMS else client.email) if client is not None else ""
    AppointmentLink.objects.create(
        appointment=appointment,
        version=appointment.version,
        token_hash=hash_of(token),
        address_hash=address_hash(str(address or "")),
        created_at=now,
    )
    return token
