"""Writing the audit: one function, called by actions inside their own transaction."""

from datetime import datetime

from django.db import models

from hekas.audit.actors import Actor
from hekas.audit.models import AuditEvent


def record(
    *, by: Actor, action: str, subject: models.Model, now: datetime, **detail: str | int | bool | None
) -> None:
    """Write that `by` did `action` to `subject`. Fails with the transaction, never apart from it."""
    event = AuditEvent(
        at=now,
        actor_kind=by.kind,
        actor_id=by.id,
        actor_label=by.label,
        action=action,
        subject_type=subject._meta.label_lower,
        subject_uuid=getattr(subject, "uuid", None),
        detail=detail,
    )
    AuditEvent.insert_all([event])
