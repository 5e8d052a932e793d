"""What a person told us, and what the engine made of it."""

from datetime import datetime

import pgtrigger
from django.db import models

from hekas.accounts.models import Client
from hekas.audit.history import tracked
from hekas.db import BaseModel


class IntakeStatus(models.TextChoices):
    """`stopped`: an answer asked for help from 999 or 111, and the questions ended there."""

    DRAFT = "draft"
    STOPPED = "stopped"
    SUBMITTED = "submitted"


class IntakeQuerySet(models.QuerySet["Intake"]):
    def abandoned(self, now: datetime) -> "IntakeQuerySet":
        """Drafts that nobody came back to. A stopped one is kept: its advice is part of the record."""
        return self.filter(status=IntakeStatus.DRAFT, expires_at__lte=now)


SENT_OR_CLAIMED = (
    ~pgtrigger.Q(old__status="draft")
    | ~pgtrigger.Q(new__status="draft")
    | pgtrigger.Q(old__client__df=pgtrigger.F("new__client"))
)


@tracked(
    leave_out=["asked", "rev", "kept_from", "reminded_at"],
    only=SENT_OR_CLAIMED,
    only_new=~pgtrigger.Q(new__status="draft"),
    only_old=~pgtrigger.Q(old__status="draft"),
)
class Intake(BaseModel):
    """One person's answers. Without a client it belongs to the browser session that began it.

    `answers` is nested as the intake schema, without `answered_at`; a key that is missing was not answered.
    `asked` keeps the words of each question as they were shown. `rev` counts the saves, for two open tabs;
    `kept_from` is the page in a browser whose words were kept last, until somebody saves.
    """

    client = models.ForeignKey(
        Client, null=True, blank=True, on_delete=models.PROTECT, related_name="intakes"
    )
    answers = models.JSONField(default=dict)
    asked = models.JSONField(default=dict)
    rev = models.PositiveIntegerField(default=0)
    kept_from = models.CharField(max_length=16, blank=True, default="", db_default="")
    status = models.CharField(max_length=10, choices=IntakeStatus.choices, default=IntakeStatus.DRAFT)
    questionnaire_version = models.CharField(max_length=40)
    safety_answered_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True, blank=True)  # to our using it; None: elsewhere
    agreed_version = models.CharField(max_length=40, null=True, blank=True)  # of the words
    reminded_at = models.DateTimeField(null=True, blank=True)  # that it is unfinished; once
    renews = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="renewals"
    )

    objects = IntakeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="submitted_intake_has_its_time",
                condition=~models.Q(status="submitted") | models.Q(submitted_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Intake {self.uuid}"

    @property
    def about(self) -> str:
        """What messages about these answers are filed under."""
        return f"intake:{self.uuid}"


@tracked(first=False)
class Result(BaseModel):
    """What the engine made of the answers, once: stored and never computed again.

    `snapshot` is the assessment document, `answers` the document that was assessed, with `answered_at`.
    """

    intake = models.ForeignKey(Intake, on_delete=models.PROTECT, related_name="results")
    snapshot = models.JSONField()
    answers = models.JSONField()
    asked = models.JSONField(default=dict)
    rules_version = models.CharField(max_length=40)
    rules_digest = models.CharField(max_length=64)
    tier = models.CharField(max_length=10)
    gate = models.CharField(max_length=10)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return f"Result {self.uuid}"
