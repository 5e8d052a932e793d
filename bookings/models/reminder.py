"""A reminder that is planned. When its time has come it becomes a message in the outbox."""

from django.db import models

from bookings.models.appointment import Appointment
from hekas.db import BaseModel

PLANNED, SENT, VOID = "planned", "sent", "void"


class Reminder(BaseModel):
    """One for each appointment, kind, channel and version: a change of plan can't make a second."""

    appointment = models.ForeignKey(
        Appointment, on_delete=models.CASCADE, related_name="reminders", verbose_name="visit"
    )
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, default="day_before")
    channel = models.CharField(max_length=5)
    due_at = models.DateTimeField("due")
    state = models.CharField(
        max_length=7, choices=[(PLANNED, PLANNED), (SENT, SENT), (VOID, VOID)], default=PLANNED
    )
    void_because = models.CharField("why it was not sent", max_length=100, blank=True)

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["appointment", "kind", "channel", "version"],
                name="one_reminder_of_a_kind_for_a_visit",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], name="reminder_due", condition=models.Q(state=PLANNED))
        ]

    def __str__(self) -> str:
        return f"{self.kind} by {self.channel}, {self.state}"
