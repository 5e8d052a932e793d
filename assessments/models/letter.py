"""A letter to somebody else about a client: a copy is kept, and how it was sent."""

from django.db import models

from assessments.models.intake import Result
from assessments.models.screening import Screening
from hekas.accounts.models import Client, Therapist
from hekas.audit.history import tracked
from hekas.db import BaseModel

UNSENT = models.Q(sent_at=None, sent_to="", sent_how="")
SENT = models.Q(sent_at__isnull=False) & ~models.Q(sent_to="") & ~models.Q(sent_how="")


@tracked(leave_out=["copy"], first=False)
class Letter(BaseModel):
    """Written once and never changed. `content` is what it says, `copy` the PDF as it was made."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="letters")
    result = models.ForeignKey(Result, on_delete=models.PROTECT, related_name="letters")
    screening = models.ForeignKey(
        Screening, null=True, blank=True, on_delete=models.PROTECT, related_name="letters"
    )
    content = models.JSONField()
    copy = models.BinaryField()
    written_by = models.ForeignKey(Therapist, on_delete=models.PROTECT, related_name="letters")
    written_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_to = models.CharField(max_length=200, blank=True)
    sent_how = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["-written_at", "-id"]
        constraints = [
            models.CheckConstraint(name="a_sent_letter_says_when_to_whom_and_how", condition=UNSENT | SENT)
        ]

    def __str__(self) -> str:
        return f"Letter {self.uuid}"
