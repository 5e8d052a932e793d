"""What the clinic has heard about somebody who has not answered the safety questions yet."""

from django.db import models

from hekas.accounts.models import Client, User
from hekas.db import BaseModel


class HeldAhead(BaseModel):
    """It holds their first open answers, and is gone then: the clearance has its words (ADR 43)."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="held_ahead")
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "held ahead"
        constraints = [
            models.CheckConstraint(name="whoever_is_held_ahead_has_a_reason", condition=~models.Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"Held ahead {self.uuid}"
