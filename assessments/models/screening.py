"""What a therapist measured and felt at one visit, and what they decided about the causes."""

from django.db import models

from assessments.models.intake import Result
from hekas.accounts.models import Client, Therapist
from hekas.audit.history import tracked
from hekas.db import BaseModel

SIDES = ["left", "right", "both"]


class ScreeningQuerySet(models.QuerySet["Screening"]):
    def running(self) -> "ScreeningQuerySet":
        """Begun and neither completed nor stopped."""
        return self.filter(completed_at=None, stopped_at=None)

    def completed(self) -> "ScreeningQuerySet":
        return self.filter(completed_at__isnull=False)


@tracked(leave_out=["asked"])
class Screening(BaseModel):
    """One visit's tests and findings. `result` is the intake's result that it is weighed with.

    `asked` keeps each test's words as they were when the visit began; `snapshot` is the assessment document
    with this screening, made once when it was completed or stopped.
    """

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="screenings")
    result = models.ForeignKey(
        Result, null=True, blank=True, on_delete=models.PROTECT, related_name="screenings"
    )
    therapist = models.ForeignKey(Therapist, on_delete=models.PROTECT, related_name="screenings")
    appointment_uuid = models.UUIDField(null=True, blank=True)
    asked = models.JSONField(default=dict)
    rules_version = models.CharField(max_length=40)
    started_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_because = models.CharField(max_length=40, blank=True)
    snapshot = models.JSONField(null=True, blank=True)

    objects = ScreeningQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="screening_is_not_both_completed_and_stopped",
                condition=models.Q(completed_at=None) | models.Q(stopped_at=None),
            ),
            models.CheckConstraint(
                name="stopped_screening_says_why",
                condition=models.Q(stopped_at=None, stopped_because="")
                | (models.Q(stopped_at__isnull=False) & ~models.Q(stopped_because="")),
            ),
            models.UniqueConstraint(
                name="one_running_screening_per_client",
                fields=["client"],
                condition=models.Q(completed_at=None, stopped_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"Screening {self.uuid}"

    @property
    def is_running(self) -> bool:
        return self.completed_at is None and self.stopped_at is None


@tracked()
class Observation(BaseModel):
    """One test of one side, as measured: a number in the test's unit, or one of its words."""

    screening = models.ForeignKey(Screening, on_delete=models.PROTECT, related_name="observations")
    test = models.CharField(max_length=30)
    side = models.CharField(max_length=5)
    number = models.DecimalField(max_digits=6, decimal_places=1, null=True, blank=True)
    word = models.TextField(blank=True)
    unit = models.CharField(max_length=20, blank=True)
    variant = models.CharField(max_length=10, blank=True)
    pain = models.PositiveSmallIntegerField(null=True, blank=True)
    stopped = models.CharField(max_length=10, blank=True)
    reproduces = models.CharField(max_length=20, blank=True)
    note = models.TextField(blank=True)
    measured_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(name="one_value_per_test_and_side", fields=["screening", "test", "side"]),
            models.CheckConstraint(name="observation_side_is_known", condition=models.Q(side__in=SIDES)),
            models.CheckConstraint(
                name="observation_has_a_number_or_a_word",
                condition=models.Q(number__isnull=False, word="")
                | (models.Q(number=None) & ~models.Q(word="")),
            ),
            models.CheckConstraint(
                name="observation_pain_is_0_to_10", condition=models.Q(pain=None) | models.Q(pain__lte=10)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.test} {self.side}"


@tracked()
class Finding(BaseModel):
    """Something felt under the hands: where, what kind, how marked (0 to 3), and where it refers to."""

    screening = models.ForeignKey(Screening, on_delete=models.PROTECT, related_name="findings")
    kind = models.CharField(max_length=20)
    region = models.CharField(max_length=25)
    side = models.CharField(max_length=5)
    severity = models.PositiveSmallIntegerField()
    refers_to = models.CharField(max_length=25, blank=True)
    note = models.TextField(blank=True)
    found_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                name="one_finding_of_a_kind_per_place", fields=["screening", "kind", "region", "side"]
            ),
            models.CheckConstraint(name="finding_side_is_known", condition=models.Q(side__in=SIDES)),
            models.CheckConstraint(name="finding_severity_is_0_to_3", condition=models.Q(severity__lte=3)),
            models.CheckConstraint(
                name="only_a_trigger_point_refers",
                condition=models.Q(refers_to="") | models.Q(kind="trigger_point"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.side} {self.region}"


@tracked(leave_out=["said_reasons"])
class CauseDecision(BaseModel):
    """What the therapist says of one cause at one visit, beside what the engine said. Both are kept."""

    screening = models.ForeignKey(Screening, on_delete=models.PROTECT, related_name="decisions")
    cause = models.CharField(max_length=20)
    said_band = models.CharField(max_length=20)
    said_score = models.SmallIntegerField()
    said_reasons = models.JSONField(default=list)  # keys and points of what counted, for tuning the rules
    rules_version = models.CharField(max_length=40)
    decision = models.CharField(max_length=10)
    why = models.CharField(max_length=500)
    decided_by = models.ForeignKey(Therapist, on_delete=models.PROTECT, related_name="cause_decisions")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(name="one_decision_per_cause_and_visit", fields=["screening", "cause"]),
            models.CheckConstraint(
                name="cause_decision_is_known",
                condition=models.Q(decision__in=["confirmed", "added", "struck"]),
            ),
            models.CheckConstraint(name="cause_decision_says_why", condition=~models.Q(why="")),
        ]

    def __str__(self) -> str:
        return f"{self.cause}: {self.decision}"
