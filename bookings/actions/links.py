"""Secret addresses for messages: random, hashed at rest, dead once the appointment or the address changes."""

import re
from collections.abc import Mapping
from datetime import datetime

from bookings.models import Appointment, AppointmentLink
from hekas.accounts.versions import address_hash
from hekas.messaging.terms import Channel
from hekas.web.secret_links import hash_of, new_token

A_TOKEN = re.compile(r"[\w-]{20,}")


def new_link(appointment: Appointment, now: datetime, channel: str = Channel.EMAIL) -> str:
    """The secret of a new link to the appointment as it stands; it is told to nobody again.

    It is bound to the address that it goes to, and dies with it: to the client's of this moment, or to that
    of the moment of sending where it changed in between.
    """
    token, client = new_token(), appointment.client
    address = (client.phone if channel == Channel.SMS else client.email) if client is not None else ""
    link = AppointmentLink(
        appointment=appointment,
        version=appointment.version,
        token_hash=hash_of(token),
        address_hash=address_hash(str(address or "")),
        created_at=now,
    )
    AppointmentLink.insert_all([link])
    return token


def anew(context: Mapping[str, str], channel: str, now: datetime) -> dict[str, str]:
    """The same words with new links: the old ones may lie in somebody else's letter box."""
    words = {word for text in context.values() for word in A_TOKEN.findall(text)}
    found = AppointmentLink.objects.filter(token_hash__in={hash_of(word): word for word in words})
    links = {link.token_hash: link for link in found.select_related("appointment__client")}
    changed = dict(context)
    for old in words:
        link = links.get(hash_of(old))
        if link is not None and link.version == link.appointment.version:
            new = new_link(link.appointment, now, channel)
            changed = {name: text.replace(old, new) for name, text in changed.items()}
    return changed
