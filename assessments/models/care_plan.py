"""The plan of care: drafted by the engine, edited and signed by a therapist, lived by the client."""

import pgtrigger
from django.db import models

from assessments.models.screening import Screening
from hekas.accounts.models import Client, Therapist
from hekas.audit.history import tracked
from hekas.audit.lasting import append_only
from hekas.db import BaseModel

WORDS_OF = {
    "plan": (
        *("signed_at", "signed_by_id", "signed_document", "screening_id", "rules_version", "starts_on"),
        *("next_event_on", "phases", "load", "education", "note"),
    ),
    "goal": ("plan_id", "kind", "phase", "text"),
    "activity": (
        *("plan_id", "kind", "phase", "code", "title", "how", "sets", "reps", "hold_seconds", "per_week"),
        *("progress", "stop"),
    ),
}
SIGNED_PLAN = """
    IF EXISTS (SELECT 1 FROM assessments_careplan WHERE id = {row}.plan_id AND signed_at IS NOT NULL) THEN
        RAISE EXCEPTION 'pgtrigger: of a signed plan nothing is changed';
    END IF;
    RETURN {back};
"""


def _says_otherwise(words: tuple[str, ...]) -> str:
    return " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in words)


def _of_signed_plan_stays(words: tuple[str, ...]) -> list[pgtrigger.Trigger]:
    """Nothing is added to a signed plan, taken out or said in other words, whatever way somebody comes."""
    added = pgtrigger.Trigger(
        name="nothing_is_added_to_what_was_signed",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=SIGNED_PLAN.format(row="NEW", back="NEW"),
    )
    gone = pgtrigger.Trigger(
        name="nothing_is_taken_out_of_what_was_signed",
        when=pgtrigger.Before,
        operation=pgtrigger.Delete,
        func=SIGNED_PLAN.format(row="OLD", back="OLD"),
    )
    said = pgtrigger.Trigger(
        name="the_words_of_what_was_signed_stay",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Condition(_says_otherwise(words)),
        func=SIGNED_PLAN.format(row="OLD", back="NEW"),
    )
    return [added, gone, said]


SIGNED = models.Q(signed_at__isnull=False, signed_by__isnull=False)
UNSIGNED = models.Q(signed_at=None, signed_by=None)


class CarePlanQuerySet(models.QuerySet["CarePlan"]):
    def active(self) -> "CarePlanQuerySet":
        return self.filter(status="active")

    def drafts(self) -> "CarePlanQuerySet":
        return self.filter(status="draft")


@tracked()
class CarePlan(BaseModel):
    """One plan in three phases. A draft until it is signed; after that only dated amendments are added.

    `signed_document` is the plan as it was signed, word for word; `load` holds the weeks of training.
    """

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="care_plans")
    therapist = models.ForeignKey(Therapist, on_delete=models.PROTECT, related_name="care_plans")
    screening = models.ForeignKey(
        Screening, null=True, blank=True, on_delete=models.PROTECT, related_name="care_plans"
    )
    follows = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="followed_by"
    )
    status = models.CharField(max_length=10, default="draft")
    rules_version = models.CharField(max_length=80)
    starts_on = models.DateField()
    next_event_on = models.DateField(null=True, blank=True)
    phase_now = models.PositiveSmallIntegerField(default=1)
    phases = models.JSONField(default=list)
    load = models.JSONField(default=list)
    education = models.JSONField(default=list)
    note = models.TextField(blank=True)
    signed_by = models.ForeignKey(
        Therapist, null=True, blank=True, on_delete=models.PROTECT, related_name="signed_plans"
    )
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_document = models.JSONField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = CarePlanQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="plan_status_is_known",
                condition=models.Q(status__in=["draft", "active", "completed", "revoked"]),
            ),
            models.CheckConstraint(
                name="a_plan_is_active_only_when_signed",
                condition=(models.Q(status__in=["draft", "revoked"]) & UNSIGNED) | SIGNED,
            ),
            models.CheckConstraint(
                name="a_signed_plan_keeps_its_words",
                condition=models.Q(signed_at=None) | models.Q(signed_document__isnull=False),
            ),
            models.CheckConstraint(name="plan_has_three_phases", condition=models.Q(phase_now__range=(1, 3))),
            models.UniqueConstraint(
                name="one_active_plan_per_client", fields=["client"], condition=models.Q(status="active")
            ),
            models.UniqueConstraint(
                name="one_draft_plan_per_client", fields=["client"], condition=models.Q(status="draft")
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="what_was_signed_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.signed_at IS NOT NULL AND (" + _says_otherwise(WORDS_OF["plan"]) + ")"
                ),
            )
        ]

    def __str__(self) -> str:
        return f"Plan {self.uuid}"

    @property
    def about(self) -> str:
        """What messages about this plan are filed under."""
        return f"plan:{self.uuid}"


@tracked()
class Goal(BaseModel):
    """What the plan is for. `activity`: one of the client's own, scored 0 to 10 (10: no trouble)."""

    plan = models.ForeignKey(CarePlan, on_delete=models.PROTECT, related_name="goals")
    kind = models.CharField(max_length=10)
    phase = models.PositiveSmallIntegerField(null=True, blank=True)
    text = models.CharField(max_length=300)
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["place", "id"]
        triggers = _of_signed_plan_stays(WORDS_OF["goal"])
        constraints = [
            models.CheckConstraint(
                name="a_goal_is_of_a_phase_or_an_activity",
                condition=models.Q(kind="phase", phase__range=(1, 3)) | models.Q(kind="activity", phase=None),
            )
        ]

    def __str__(self) -> str:
        return self.text


@tracked()
class Activity(BaseModel):
    """Something to do in one phase: a home exercise with its dose and words, or a line of treatment."""

    plan = models.ForeignKey(CarePlan, on_delete=models.PROTECT, related_name="activities")
    kind = models.CharField(max_length=10)
    phase = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=300)
    how = models.JSONField(default=list)
    sets = models.PositiveSmallIntegerField(null=True, blank=True)
    reps = models.PositiveSmallIntegerField(null=True, blank=True)
    hold_seconds = models.PositiveSmallIntegerField(null=True, blank=True)
    per_week = models.PositiveSmallIntegerField(null=True, blank=True)
    progress = models.CharField(max_length=300, blank=True)
    stop = models.CharField(max_length=300, blank=True)
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["phase", "place", "id"]
        triggers = _of_signed_plan_stays(WORDS_OF["activity"])
        verbose_name_plural = "activities"
        constraints = [
            models.CheckConstraint(
                name="activity_kind_is_known", condition=models.Q(kind__in=["exercise", "treatment"])
            ),
            models.CheckConstraint(name="activity_phase_is_1_to_3", condition=models.Q(phase__range=(1, 3))),
            models.CheckConstraint(
                name="an_exercise_has_a_dose",
                condition=~models.Q(kind="exercise") | models.Q(sets__isnull=False, per_week__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title


@tracked(first=False)
class Amendment(BaseModel):
    """A dated note on a signed plan. Never changed, only followed."""

    plan = models.ForeignKey(CarePlan, on_delete=models.PROTECT, related_name="amendments")
    text = models.TextField()
    by = models.ForeignKey(Therapist, on_delete=models.PROTECT, related_name="amendments")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.CheckConstraint(name="amendment_has_words", condition=~models.Q(text=""))]
        triggers = append_only()

    def __str__(self) -> str:
        return f"Amendment {self.uuid}"
