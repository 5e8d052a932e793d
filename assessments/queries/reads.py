"""Who has looked at a client's record: for the client."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from assessments.models import CarePlan, Letter, Result, Screening
from hekas.accounts.models import Client
from hekas.audit.models import AuditEvent

WORDS = {
    "visit.read": "opened your visit page",
    "screening.read": "read the notes of a visit",
    "plan.read": "read your plan",
    "letter.read": "read a letter about you",
    "letter.sent": "sent a letter about you",
    "message.read": "read our messages to you",
    "result.read": "read your answers and result",
    "log.searched": "looked up who did what with your record",
    "record.read": "read your whole record, as a program with a key",
}
MOST = 200


@dataclass(frozen=True)
class Look:
    at: datetime
    who: str
    did: str


def looks_at(client: Client) -> list[Look]:
    """The newest looks of other people at this client's record, newest first."""
    rows = looks_of(client, _subjects(client)).order_by("-at", "-id")[:MOST]
    return [Look(row.at, row.actor_label, WORDS[row.action]) for row in rows]


def looks_of(client: Client, subjects: list[UUID]) -> QuerySet[AuditEvent]:
    """What others read or sent of these rows of a client's."""
    own = str(client.user.uuid) if client.user else ""
    return AuditEvent.objects.filter(action__in=WORDS, subject_uuid__in=subjects).exclude(actor_id=own)


def _subjects(client: Client) -> list[UUID]:
    """Everything that can be looked at."""
    kinds = (
        Screening.objects.filter(client=client),
        CarePlan.objects.filter(client=client),
        Result.objects.filter(intake__client=client),
        Letter.objects.filter(client=client),
    )
    return [client.uuid, *(uuid for rows in kinds for uuid in rows.values_list("uuid", flat=True))]
