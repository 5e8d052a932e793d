"""The standing answer to: may this person be booked?"""

from django.db import models

from assessments.models.intake import Intake, Result
from hekas.accounts.models import Client, Therapist, User
from hekas.audit.history import tracked
from hekas.db import BaseModel

RELEASED = models.Q(released_at__isnull=False)
CLOSED = models.Q(closed_at__isnull=False)
NOT_HELD_BY_HAND = models.Q(held_at=None, held_by=None, held_at_desk_by=None, hold_reason="")
NOT_RELEASED = models.Q(released_at=None, released_by=None, release_reason="")
NOT_CLOSED = models.Q(
    closed_at__isnull=True, closed_by__isnull=True, closed_reason="", contact_at__isnull=True
)
STOPPING_TIERS = ["emergency", "same_day"]
STOP = models.Q(tier__in=STOPPING_TIERS)
OPEN_STOP = STOP & models.Q(closed_at=None)
LASTING = models.Q(lasting=True, released_at=None) & ~STOP
RELEASED_WELL = RELEASED & ~STOP & models.Q(released_by__isnull=False) & ~models.Q(release_reason="")
HAS_HOLDER = models.Q(held_by__isnull=False) | models.Q(held_at_desk_by__isnull=False)
HELD_WELL = models.Q(held_at__isnull=False) & HAS_HOLDER & ~STOP & ~models.Q(hold_reason="")
CLOSED_WELL = (
    CLOSED
    & STOP
    & models.Q(closed_by__isnull=False, contact_at__isnull=False)
    & ~models.Q(closed_reason="")
    & ~models.Q(contact_with="")
)


class ClearanceQuerySet(models.QuerySet["Clearance"]):
    def current(self) -> "ClearanceQuerySet":
        """Those that no newer answer has replaced."""
        return self.filter(superseded_at=None)

    def waiting(self) -> "ClearanceQuerySet":
        """Not open, not a stop, and nobody has released them."""
        return self.current().exclude(gate="open").exclude(STOP).filter(released_at=None)

    def open_stops(self) -> "ClearanceQuerySet":
        """Emergency and same-day results that nobody has spoken to the person about, replaced or not."""
        return self.filter(OPEN_STOP)

    def lasting(self) -> "ClearanceQuerySet":
        """What another answer does not undo (a clot, a blood thinner) till somebody asks, also replaced."""
        return self.filter(LASTING)


@tracked()
class Clearance(BaseModel):
    """Made from a result. A named therapist may release one that is held, or that waits for a doctor's word.

    A stop (emergency, same day) is never lowered: it is closed after contact with the person, who then
    answers again.
    `follows_stop` is an earlier stop of the same person that nobody had closed, or an earlier answer that is
    `lasting` (docs/adr/0029-what-was-told-is-asked-about.md): this one is held. It lasts until a therapist
    who had it before them has released these or later answers.
    One that was open may be held by a named therapist, and is lasting then (docs/adr/0043-held-by-hand.md).
    """

    client = models.ForeignKey(
        Client, null=True, blank=True, on_delete=models.PROTECT, related_name="clearances"
    )
    intake = models.ForeignKey(Intake, on_delete=models.PROTECT, related_name="clearances")
    result = models.ForeignKey(Result, on_delete=models.PROTECT, related_name="clearances")
    tier = models.CharField(max_length=10)
    gate = models.CharField(max_length=10)
    answered_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    follows_stop = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="followed_by"
    )
    lasting = models.BooleanField(default=False, db_default=False)
    released_by = models.ForeignKey(
        Therapist, null=True, blank=True, on_delete=models.PROTECT, related_name="released_clearances"
    )
    released_at = models.DateTimeField(null=True, blank=True)
    release_reason = models.TextField(blank=True)
    guardian_note = models.TextField(blank=True)
    held_by = models.ForeignKey(
        Therapist, null=True, blank=True, on_delete=models.PROTECT, related_name="held_clearances"
    )
    held_at_desk_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="held_clearances"
    )
    held_at = models.DateTimeField(null=True, blank=True)
    hold_reason = models.TextField(blank=True, db_default="")
    closed_by = models.ForeignKey(
        Therapist, null=True, blank=True, on_delete=models.PROTECT, related_name="closed_clearances"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_reason = models.TextField(blank=True)
    contact_with = models.CharField(max_length=200, blank=True)
    contact_at = models.DateTimeField(null=True, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = ClearanceQuerySet.as_manager()

    class Meta:
        ordering = ["-answered_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="clearance_gate_is_known",
                condition=models.Q(gate__in=["open", "held", "redirected"]),
            ),
            models.CheckConstraint(
                name="no_stop_is_released_and_every_release_has_a_name_and_a_reason",
                condition=NOT_RELEASED | RELEASED_WELL,
            ),
            models.CheckConstraint(
                name="only_a_stop_is_closed_and_by_someone_who_spoke_with_the_person",
                condition=NOT_CLOSED | CLOSED_WELL,
            ),
            models.CheckConstraint(
                name="no_stop_is_held_by_hand_and_every_such_hold_has_a_name_and_a_reason",
                condition=NOT_HELD_BY_HAND | HELD_WELL,
            ),
            models.CheckConstraint(
                name="clearance_expires_after_it_was_answered",
                condition=models.Q(expires_at__gt=models.F("answered_at")),
            ),
            models.UniqueConstraint(
                name="one_current_clearance_per_client",
                fields=["client"],
                condition=models.Q(superseded_at=None, client__isnull=False),
            ),
            models.UniqueConstraint(
                name="one_current_clearance_per_intake",
                fields=["intake"],
                condition=models.Q(superseded_at=None),
            ),
        ]
        indexes = [
            models.Index(
                fields=["expires_at"],
                name="clearance_waiting",
                condition=models.Q(gate__in=["held", "redirected"], released_at=None, superseded_at=None),
            ),
            # every booking looks among these for its client's e-mail and number; they are few
            models.Index(fields=["client"], name="clearance_open_stop", condition=OPEN_STOP),
            models.Index(fields=["client"], name="clearance_lasting", condition=LASTING),
        ]

    def __str__(self) -> str:
        return f"Clearance {self.uuid}"

    @property
    def is_stop(self) -> bool:
        """An emergency or same-day result: nothing but contact with the person closes it."""
        return self.tier in STOPPING_TIERS

    @property
    def is_held_by_hand(self) -> bool:
        """A therapist or the desk has held it since it was open; a release takes that back."""
        return self.held_at is not None

    @property
    def holder(self) -> str:
        """The name of whoever holds it by hand; empty where nobody does."""
        return str(self.held_by or self.held_at_desk_by or "")

    @property
    def follows_open_stop(self) -> bool:
        """Nobody has spoken with them about the stop before this; what waits for a doctor is no stop."""
        stop = self.follows_stop
        return stop is not None and stop.is_stop and stop.closed_at is None
