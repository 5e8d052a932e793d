"""The record of who did and who read what. Append-only, no foreign keys: it outlives its subjects."""

import uuid

from django.db import models

from hekas.audit.lasting import append_only
from hekas.postgres.kept import KeptModel
from hekas.postgres.partitions import Monthly

PARTS = Monthly("audit_auditevent", "at")


class AuditEvent(KeptModel):
    """One act or one look. `detail` holds counts, codes and ids, never what a person said of their body."""

    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=40, blank=True)
    actor_label = models.CharField(max_length=200, blank=True)
    action = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=40)
    subject_uuid = models.UUIDField(null=True)
    detail = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-id"]
        triggers = append_only()
        indexes = [
            models.Index(fields=["subject_type", "subject_uuid", "-at"], name="audit_by_subject"),
            models.Index(fields=["actor_id", "-at"], name="audit_by_actor"),
        ]
        constraints = [
            # a table in parts can't know more: each of its keys needs the month's column
            models.UniqueConstraint(fields=["uuid", "at"], name="an_event_is_written_once"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_label} {self.action} {self.subject_type}"


class AuditSeal(models.Model):
    """One day of the log, summed up. Each seal covers the one before it: no day can be changed alone.

    `digest` is SHA-256, in hex, over the digest of the day before and all events of the day (UTC).
    """

    day = models.DateField(unique=True)
    events = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        ordering = ["day"]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.day}: {self.digest}"
