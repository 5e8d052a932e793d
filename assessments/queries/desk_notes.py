"""What the desk has heard about somebody, and whether a therapist has seen it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from assessments.models import Clearance, DeskNote
from assessments.queries.ages import namesakes
from assessments.queries.alike import alike, given_alike, given_of
from hekas.accounts.models import Client, User
from hekas.accounts.models.sameness import as_called
from hekas.audit.models import AuditEvent
from hekas.postgres.kept import Question

NOTES: Question[Any] = Question(
    lambda: (
        DeskNote.objects.standing()
        .annotate(shared_with=given_alike("client"))
        .filter(client__in=Client.objects.filter(alike()).order_by().values("pk"))
        .select_related("client", "written_by")
    )
)


def heard_of(client: Client | None) -> list[DeskNote]:
    """What stands about this record, and about another of the same name and address or number (ADR 29)."""
    return heard_of_each([client])[client.pk] if client is not None else []


def heard_of_each(clients: Collection[Client]) -> dict[int, list[DeskNote]]:
    """The same by client id, the oldest first: one statement, however many they are."""
    rows = NOTES.all(**given_of(*clients)) if clients else []
    found: dict[int, list[DeskNote]] = defaultdict(list)
    for one in clients:
        found[one.pk] = [row for row in rows if _is_about(row, one)]
    return found


def _is_about(note: Any, client: Client) -> bool:
    noted = note.client
    same_address = bool(client.email) and noted.email.lower() == client.email.lower()
    same_number = bool(client.phone) and noted.phone == client.phone
    is_named_alike = as_called(noted.name) == as_called(client.name)
    is_alike = same_address or same_number or client.pk in note.shared_with
    return noted.pk == client.pk or (is_named_alike and is_alike)


@dataclass(frozen=True)
class OwnWords:
    """What a member of staff wrote at the desk and still stands: a note, or the hold that it became."""

    row: DeskNote | Clearance
    client: Client
    at: datetime

    @property
    def uuid(self) -> UUID:
        return self.row.uuid


def own_words(user: User, **which: Any) -> list[OwnWords]:
    """Those of this user with that `client`, or that `uuid`."""
    held = Clearance.objects.current().filter(held_at_desk_by=user, client__isnull=False, **which)
    notes = DeskNote.objects.standing().filter(written_by=user, **which).select_related("client")
    rows = held.select_related("client", "intake")
    return [*(OwnWords(row, row.client, row.held_at) for row in rows), *_as_words(notes)]


def _as_words(notes: Iterable[DeskNote]) -> Iterable[OwnWords]:
    return (OwnWords(note, note.client, note.created_at) for note in notes)


def is_read_since(client: Client, since: datetime) -> bool:
    """Has somebody who treats opened answers of this person since then? It stood beside them."""
    same = [client.pk, *(one.pk for one in namesakes(client))]
    results = Clearance.objects.filter(client__in=same).values_list("result__uuid", flat=True)
    read = AuditEvent.objects.filter(action="result.read", at__gte=since)
    return read.filter(subject_type="assessments.result", subject_uuid__in=list(results)).exists()
