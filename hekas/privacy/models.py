"""What people asked for about their record, and what keeps it."""

from django.db import models
from django.db.models import Q

from assessments.models import Result
from hekas.accounts.models import Client, Therapist
from hekas.audit.history import tracked
from hekas.db import BaseModel

ASKED, DONE, REFUSED = "asked", "done", "refused"
KEPT, CHANGED = "kept", "changed"


class ErasureRequest(BaseModel):
    """A client asks to be forgotten. It names them by number alone, so that it may stay when they are gone.

    Done, it is the tombstone: whoever comes back with a restored backup is erased again. `known_by` are keyed
    hashes of the addresses, for the day somebody with a claim has to be found.
    """

    client_uuid = models.UUIDField(db_index=True)
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=7, choices=[(s, s) for s in (ASKED, DONE, REFUSED)], default=ASKED)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=40, blank=True)  # the account's uuid
    reason = models.TextField(blank=True)
    kept_until = models.DateField(null=True, blank=True)
    known_by = models.JSONField(default=list, blank=True)
    # The tables of people's rows that the release which did it knew; null: one that did not write that down.
    knew = models.JSONField(null=True, editable=False)

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["client_uuid"], condition=Q(state=ASKED), name="one_open_wish_to_be_forgotten"
            ),
            models.CheckConstraint(
                name="an_answered_wish_says_when_and_by_whom",
                condition=Q(state=ASKED, answered_at=None, answered_by="")
                | (~Q(state=ASKED) & Q(answered_at__isnull=False) & ~Q(answered_by="")),
            ),
            models.CheckConstraint(
                name="a_refused_wish_says_why", condition=~Q(state=REFUSED) | ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"Wish {self.uuid}"


@tracked()
class LegalHold(BaseModel):
    """Nothing of this client may be deleted while it stands: a claim, or an inquiry."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="legal_holds")
    reason = models.CharField(max_length=300)
    set_at = models.DateTimeField("since")
    lifted_at = models.DateTimeField("lifted", null=True, blank=True)

    class Meta:
        ordering = ["set_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["client"], condition=Q(lifted_at=None), name="one_legal_hold_at_a_time"
            ),
            models.CheckConstraint(name="a_legal_hold_says_why", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"Hold {self.uuid}"


@tracked()
class MergedRecord(BaseModel):
    """Another record of the same person became part of this one; what was done with it is found by number."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="merged_records")
    gone_uuid = models.UUIDField(unique=True)
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.CheckConstraint(name="a_merger_says_why", condition=~Q(reason=""))]

    def __str__(self) -> str:
        return f"Merger {self.uuid}"


@tracked()
class ReviewRequest(BaseModel):
    """A client doubts what the rules decided, and a person looks at it. Both sides are kept."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="review_requests")
    result = models.ForeignKey(Result, on_delete=models.PROTECT, related_name="review_requests")
    said = models.TextField(max_length=2000)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        Therapist, null=True, blank=True, on_delete=models.PROTECT, related_name="reviews"
    )
    outcome = models.CharField(max_length=7, blank=True, choices=[(c, c) for c in (KEPT, CHANGED)])
    answer = models.TextField(blank=True, max_length=2000)

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["result"], condition=Q(answered_at=None), name="one_open_doubt_per_result"
            ),
            models.CheckConstraint(
                name="an_answered_doubt_says_who_what_and_why",
                condition=Q(answered_at=None, answered_by=None, outcome="", answer="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(outcome="") & ~Q(answer="")),
            ),
        ]

    def __str__(self) -> str:
        return f"Review {self.uuid}"
