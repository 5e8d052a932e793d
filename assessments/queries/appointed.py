"""The visit that a client is booked for today. The calendar knows it, and the settings name who answers."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from hekas.accounts.models import Client


@dataclass(frozen=True)
class Appointed:
    """What they come for, when, and in which room."""

    uuid: UUID
    service: str
    starts_at: datetime
    ends_at: datetime
    room: str


def appointed(client: Client, now: datetime) -> Appointed | None:
    """None where they are not booked today, or no calendar is there to say so. One query."""
    path = getattr(settings, "VISIT_OF_TODAY", "")
    return import_string(path)(client, now) if path else None
