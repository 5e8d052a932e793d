"""What the desk has heard about somebody who could not be booked just then."""

from django.db import models

from hekas.accounts.models import Client, User
from hekas.db import BaseModel

UNSETTLED = models.Q(settled_at=None, settled_by=None, taken_back_because="")
SETTLED_WELL = models.Q(settled_at__isnull=False, settled_by__isnull=False)


class DeskNoteQuerySet(models.QuerySet["DeskNote"]):
    def standing(self) -> "DeskNoteQuerySet":
        """Those that no therapist has dealt with and nobody has taken back."""
        return self.filter(settled_at=None)


class DeskNote(BaseModel):
    """While it stands, answers that become open are held by it; it is gone then, the clearance has its words.

    A therapist who read it settles it with their release, or with the talk that closes a stop. Whoever wrote
    it may take it back before that, in writing. Source: docs/adr/0043-held-by-hand.md
    """

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="desk_notes")
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    taken_back_because = models.TextField(blank=True, default="", db_default="")

    objects = DeskNoteQuerySet.as_manager()

    class Meta:
        db_table = "bookings_heldahead"  # its first room: releases beside each other share one table
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="whoever_is_held_ahead_has_a_reason", condition=~models.Q(reason="")),
            models.CheckConstraint(
                name="a_desk_note_is_settled_by_somebody", condition=UNSETTLED | SETTLED_WELL
            ),
        ]

    def __str__(self) -> str:
        return f"Desk note {self.uuid}"
