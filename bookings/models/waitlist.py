"""Who waits for a time, and the times that were held for them."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from bookings.models.appointment import Appointment
from bookings.models.catalogue import Service
from bookings.scheduling.terms import Status
from bookings.scheduling.waitlist import Part
from hekas.accounts.models import Client, Therapist
from hekas.audit.history import tracked
from hekas.db import BaseModel

WAITING, TAKEN, LEFT, OVER = "waiting", "taken", "left", "over"
OPEN, LAPSED, DECLINED = "open", "lapsed", "declined"


@tracked()
class WaitlistEntry(BaseModel):
    """Somebody waits for a service on some dates, at some times of day. First come, first asked."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="waitlist")
    intake = models.ForeignKey(
        "assessments.Intake", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    therapist = models.ForeignKey(
        Therapist, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    first_day = models.DateField()
    last_day = models.DateField()
    mornings = models.BooleanField(default=True)
    afternoons = models.BooleanField(default=True)
    evenings = models.BooleanField(default=True)
    state = models.CharField(
        max_length=7, choices=[(s, s) for s in (WAITING, TAKEN, LEFT, OVER)], default=WAITING
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "waitlist entries"
        constraints = [
            models.CheckConstraint(
                name="somebody_waits_from_a_day_to_a_later_one", condition=Q(last_day__gte=F("first_day"))
            ),
            models.CheckConstraint(
                name="somebody_waits_for_some_part_of_the_day",
                condition=Q(mornings=True) | Q(afternoons=True) | Q(evenings=True),
            ),
        ]
        indexes = [models.Index(fields=["id"], name="waitlist_waiting", condition=Q(state=WAITING))]

    def __str__(self) -> str:
        return f"Waiting {self.uuid}"

    @property
    def about(self) -> str:
        """What messages about this place on the list are filed under; an offer has its own."""
        return f"waitlist:{self.uuid}"

    @property
    def parts(self) -> frozenset[Part]:
        wanted = {Part.MORNING: self.mornings, Part.AFTERNOON: self.afternoons, Part.EVENING: self.evenings}
        return frozenset(part for part, is_wanted in wanted.items() if is_wanted)


class WaitlistOffer(BaseModel):
    """A time that is really held for one who waits. Only a hash of the link's secret is kept."""

    entry = models.ForeignKey(WaitlistEntry, on_delete=models.CASCADE, related_name="offers")
    appointment = models.OneToOneField(Appointment, on_delete=models.CASCADE, related_name="waitlist_offer")
    start = models.DateTimeField()
    until = models.DateTimeField()
    token_hash = models.CharField(max_length=64, unique=True)
    state = models.CharField(
        max_length=8, choices=[(s, s) for s in (OPEN, TAKEN, LAPSED, DECLINED)], default=OPEN
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry"], condition=Q(state=OPEN), name="one_time_is_held_for_whoever_waits"
            ),
            models.UniqueConstraint(
                fields=["entry", "start"], name="a_time_is_offered_once_to_whoever_waits"
            ),
        ]

    def __str__(self) -> str:
        return f"Offer until {self.until:%d %b %Y %H:%M}"

    def is_kept(self, now: datetime) -> bool:
        """Whether it can be taken. The clinic may need the time, or its client be held, before its end."""
        return self.state == OPEN and self.until > now and self.appointment.status == Status.TENTATIVE.value

    @property
    def about(self) -> str:
        """What messages about this offer are filed under."""
        return f"waitlist:{self.uuid}"
