"""To look into the log is itself a look, and is written into it."""

from datetime import datetime

from hekas.audit.actors import Actor
from hekas.audit.log import record
from hekas.audit.models import AuditEvent
from hekas.privacy.queries.search import Wanted, clients_of


def note_search(wanted: Wanted, *, page: int, by: Actor, now: datetime) -> None:
    """One event for each client who was asked about, or one for the log: which fields, not their words."""
    fields = [name for name, value in vars(wanted).items() if value]
    subjects = clients_of(wanted.whose) if wanted.whose else []
    for subject in subjects or [AuditEvent(uuid=None)]:
        record(by=by, action="log.searched", subject=subject, now=now, fields=",".join(fields), page=page)
