"""A therapist's secret calendar address."""

from django.db import models

from hekas.accounts.models import Therapist
from hekas.db import BaseModel


class CalendarFeed(BaseModel):
    """One address at a time; only its hash is kept, and a new one ends the old."""

    therapist = models.OneToOneField(Therapist, on_delete=models.CASCADE, related_name="calendar_feed")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Calendar of {self.therapist}"
