"""The visits that a client is booked for. The calendar knows them, and the settings name who answers."""

from dataclasses import dataclass
from datetime import date, datetime
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
    therapist: str = ""


def appointed(client: Client, now: datetime) -> Appointed | None:
    """None where they are not booked today, or no calendar is there to say so. One query."""
    path = getattr(settings, "VISIT_OF_TODAY", "")
    return import_string(path)(client, now) if path else None


@dataclass(frozen=True)
class Gone:
    """A visit to come that was taken out of the diary, and whether it is that of the therapist who asks."""

    uuid: UUID
    starts_at: datetime
    therapist: str
    is_theirs: bool


def to_put_back(client: Client | None, user_id: int, now: datetime) -> list[Gone]:
    """The visits that went because nobody was reached in time, in their order. One query."""
    path = getattr(settings, "VISIT_TO_PUT_BACK", "")
    return import_string(path)(client, user_id, now) if path and client is not None else []


def must_move(client: Client | None, now: datetime) -> bool:
    """Whether the client's next visit can't begin at its time, whatever is said before. Some six queries."""
    path = getattr(settings, "VISIT_TO_MOVE", "")
    return bool(path and client is not None and import_string(path)(client, now))


def near_event(client: Client, event: date | None, now: datetime) -> list[Appointed]:
    """The visits to come with deep work in the last days before that event. One query, or none."""
    path = getattr(settings, "VISITS_NEAR_EVENT", "")
    return import_string(path)(client, event, now) if path and event is not None else []


def other_events(client: Client, event: date | None, today: date) -> tuple[date, ...]:
    """The days to come to which the client's visits lead up, beside that event. One query, or none."""
    path = getattr(settings, "EVENTS_OF_SERIES", "")
    known = import_string(path)(client) if path and event is not None else ()
    return tuple(sorted({one for one in known if one >= today} - {event}))
