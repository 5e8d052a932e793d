"""An appointment, from the first hold to the last word. That no two overlap is the database's promise."""

from datetime import datetime, timedelta

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Lower, Upper
from django.utils.timezone import localtime

from bookings.models.catalogue import Room, Service
from bookings.models.series import Series
from bookings.scheduling.lifecycle import TAKING
from bookings.scheduling.terms import Because, Fit, Status
from hekas.accounts.models import Client, Therapist
from hekas.audit.history import tracked
from hekas.db import BaseModel
from hekas.postgres.kept import KeptModel

IS_TAKING = Q(status__in=sorted(status.value for status in TAKING))
# Two visits over each other on purpose: a member of staff said so, by name, in the audit.
IN_ITS_PLACE = IS_TAKING & Q(overbooked=False)
# A range from nobody to nobody is everything, not nothing: two holds of strangers would exclude each other.
HAS_CLIENT = IS_TAKING & Q(client__isnull=False)
LONGEST = timedelta(hours=5)


def _same(field: str) -> Func:
    """The id as a range of one: compared without the extension that plain ids would need."""
    return Func(F(field), F(field), Value("[]"), function="int8range", output_field=BigIntegerRangeField())


def _never_overlap(name: str, owner: str, span: str, only: Q = IN_ITS_PLACE) -> ExclusionConstraint:
    return ExclusionConstraint(
        name=name,
        expressions=[(_same(owner), RangeOperators.EQUAL), (span, RangeOperators.OVERLAPS)],
        condition=only,
    )


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    """The clinic's words for sets of appointments."""

    def taking(self, now: datetime) -> "AppointmentQuerySet":
        """Those that take their therapist, room and client; a hold that has run out does not."""
        return self.filter(IS_TAKING).exclude(status=Status.TENTATIVE.value, hold_expires_at__lte=now)

    def stale_holds(self, now: datetime) -> "AppointmentQuerySet":
        """Holds that have run out and were not yet ended."""
        return self.filter(status=Status.TENTATIVE.value, hold_expires_at__lte=now)

    def starting(self, since: datetime, until: datetime) -> "AppointmentQuerySet":
        """Whose time with turnover starts in [since, until): by the B-tree, never by the range index."""
        return self.filter(busy__startswith__gte=since, busy__startswith__lt=until)

    def with_names(self) -> "AppointmentQuerySet":
        return self.select_related("therapist__user", "room__location", "client", "service")


PASSING = [Status.TENTATIVE.value, Status.EXPIRED.value]  # holds: forgotten within the day


@tracked(
    leave_out=["hold_token_hash", "hold_expires_at", "idempotency_key", "policy_text", "policy_hours"],
    only=~pgtrigger.Q(new__status__in=PASSING),
    only_new=~pgtrigger.Q(new__status__in=PASSING),
    only_old=~pgtrigger.Q(old__status__in=PASSING),
)
class Appointment(BaseModel):
    """`during` is the treatment, `busy` the treatment with the turnover after it; both half-open, in UTC.

    A hold is `tentative` and belongs to whoever has its token, of which only a hash is kept. `version`
    rises with every change; it is the SEQUENCE of the calendar entry and what links are bound to. What is
    `overbooked` may lie over another visit of its therapist or room, never over another of its client.
    """

    therapist = models.ForeignKey(Therapist, on_delete=models.PROTECT, related_name="appointments")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="appointments")
    client = models.ForeignKey(
        Client, null=True, blank=True, db_index=False, on_delete=models.PROTECT, related_name="appointments"
    )
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="appointments")
    # What was only begun may be forgotten: the visit stays. What was handed in, its result protects.
    intake = models.ForeignKey(
        "assessments.Intake", null=True, blank=True, on_delete=models.SET_NULL, related_name="appointments"
    )
    series = models.ForeignKey(
        Series, null=True, blank=True, db_index=False, on_delete=models.PROTECT, related_name="appointments"
    )
    during = DateTimeRangeField()
    busy = DateTimeRangeField()
    status = models.CharField(
        max_length=10,
        choices=[(status.value, status.value) for status in Status],
        default=Status.TENTATIVE.value,
    )
    version = models.PositiveIntegerField(default=1)
    hold_token_hash = models.CharField(max_length=64, blank=True)
    hold_expires_at = models.DateTimeField(null=True, blank=True)
    idempotency_key = models.UUIDField(null=True, blank=True)
    any_therapist = models.BooleanField(default=False)  # the client had no preference
    overbooked = models.BooleanField(
        default=False, db_default=False
    )  # over another visit, by somebody who may
    fit = models.CharField(
        max_length=10, choices=[(fit.value, fit.value) for fit in Fit], default=Fit.ALLOWED.value
    )
    because = models.CharField(max_length=300, blank=True)
    price_pence = models.PositiveIntegerField()
    policy_text = models.TextField(blank=True)
    policy_hours = models.PositiveSmallIntegerField(null=True, blank=True)  # the cut-off in it
    policy_accepted_at = models.DateTimeField(null=True, blank=True)
    booked_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)  # cancelled, fulfilled or missed
    cancelled_by = models.CharField(
        max_length=10, blank=True, choices=[("client", "the client"), ("clinic", "the clinic")]
    )

    cancelled_because = models.CharField(
        max_length=12, blank=True, choices=[(code.value, code.value) for code in Because]
    )

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = "visit"
        ordering = ["during", "id"]
        constraints = [
            _never_overlap("a_therapist_is_in_one_place_at_a_time", "therapist_id", "busy"),
            _never_overlap("a_room_has_one_visit_at_a_time", "room_id", "busy"),
            _never_overlap("a_client_is_in_one_place_at_a_time", "client_id", "during", HAS_CLIENT),
            models.CheckConstraint(
                name="an_appointment_takes_time",
                condition=Q(during__isempty=False, during__lower_inf=False, during__upper_inf=False)
                & Q(during__lower_inc=True, during__upper_inc=False),
            ),
            models.CheckConstraint(
                name="the_turnover_comes_after_the_treatment",
                condition=Q(busy__contains=F("during"), busy__upper_inf=False),
            ),
            models.CheckConstraint(
                name="an_appointment_is_over_within_five_hours",
                condition=Q(busy__endswith__lte=Lower("busy") + LONGEST),
            ),
            models.CheckConstraint(
                name="a_hold_and_only_a_hold_runs_out",
                condition=Q(status=Status.TENTATIVE.value, hold_expires_at__isnull=False)
                | (~Q(status=Status.TENTATIVE.value) & Q(hold_expires_at=None)),
            ),
            models.CheckConstraint(
                name="whoever_is_booked_in_is_known",
                condition=Q(status__in=[Status.TENTATIVE.value, Status.EXPIRED.value])
                | Q(client__isnull=False, booked_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["client", "idempotency_key"], name="a_retried_request_books_once"
            ),
        ]
        indexes = [
            models.Index(F("therapist"), Lower("busy"), name="appointment_by_therapist", condition=IS_TAKING),
            models.Index(F("room"), Lower("busy"), name="appointment_by_room", condition=IS_TAKING),
            models.Index(Lower("busy"), F("therapist"), name="appointment_by_day"),
            models.Index(F("client"), Upper("during").desc(), name="appointment_by_client"),
            models.Index(fields=["series"], name="appointment_by_series", condition=Q(series__isnull=False)),
        ]

    def __str__(self) -> str:
        start = localtime(self.during.lower)
        return f"{start:%-d %B %Y, %-I:%M}" + f"{start:%p}".lower()

    @property
    def starts_at(self) -> datetime:
        return self.during.lower

    @property
    def ends_at(self) -> datetime:
        return self.during.upper

    @property
    def minutes(self) -> int:
        """How long the treatment is; the desk may have made it shorter or longer than its service."""
        return int((self.during.upper - self.during.lower) / timedelta(minutes=1))

    @property
    def change_notice(self) -> timedelta:
        """How long before its start it may be changed by its client: as it was accepted with the booking."""
        hours = self.service.change_notice_hours if self.policy_hours is None else self.policy_hours
        return timedelta(hours=hours)

    @property
    def went_unreached(self) -> bool:
        """Taken out because nobody could speak with its client in time, and nothing else."""
        return (self.status, self.cancelled_because) == (Status.CANCELLED.value, Because.NOT_REACHED.value)

    @property
    def about(self) -> str:
        """What messages about this appointment are filed under."""
        return f"appointment:{self.uuid}"


class AppointmentLink(KeptModel):
    """A secret address in a message, good for one version of one appointment. Only its hash is kept.

    `address_hash` is of the e-mail address or number that it went to: once that is not the client's any more,
    the link opens nothing.
    """

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="links")
    version = models.PositiveIntegerField()
    token_hash = models.CharField(max_length=64, unique=True)
    address_hash = models.CharField(max_length=64, blank=True, db_default="")
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Link to version {self.version}"
