"""Visits that come back every week or two, booked together."""

from django.db import models
from django.db.models import Q

from bookings.models.catalogue import Service
from hekas.accounts.models import Client, Therapist
from hekas.audit.history import tracked
from hekas.db import BaseModel


@tracked(leave_out=["key"])
class Series(BaseModel):
    """What was agreed when the visits were booked. Each visit is an appointment with a life of its own.

    `first` is the first start, `until` the clinic's date of the last visit, `event` what it leads up to.
    """

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="series")
    therapist = models.ForeignKey(Therapist, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    every_weeks = models.PositiveSmallIntegerField()
    first = models.DateTimeField()
    until = models.DateField()
    event = models.DateField(null=True, blank=True)
    key = models.UUIDField()  # of the page that was sent: sent twice, it books once
    ended_at = models.DateTimeField(null=True, blank=True)
    ending_told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["first", "id"]
        verbose_name_plural = "series"
        constraints = [
            models.UniqueConstraint(fields=["client", "key"], name="a_retried_series_books_once"),
            models.CheckConstraint(
                name="a_series_comes_weekly_or_fortnightly", condition=Q(every_weeks__in=[1, 2])
            ),
        ]
        indexes = [
            models.Index(fields=["until"], name="series_to_tell", condition=Q(ending_told_at=None)),
        ]

    def __str__(self) -> str:
        return f"Series {self.uuid}"

    @property
    def about(self) -> str:
        """What messages about the whole series are filed under."""
        return f"series:{self.uuid}"
