"""Reading a client's record is an act too: it is written down before anything is told."""

from datetime import datetime
from typing import Any

from django.db import transaction

from hekas.accounts.models import Client
from hekas.audit.actors import Actor
from hekas.audit.log import record
from hekas.fhir import bundle


@transaction.atomic
def read(client: Client, *, by: Actor, now: datetime) -> dict[str, Any]:
    """The whole record as a FHIR R4 document."""
    record(by=by, action="record.read", subject=client, now=now)
    return bundle.of(client, now=now)
