"""What the client writes down between visits: cramps, quiet weeks, exercises done, scores of activities."""

from django.db import models

from assessments.models.care_plan import Activity, Goal
from hekas.accounts.models import Client
from hekas.audit.history import tracked
from hekas.db import BaseModel


@tracked(first=False)
class ProgressEntry(BaseModel):
    """One line of the diary. `kind`: cramp, quiet_week, exercise, score or check_in.

    A cramp has its side, setting and pain; an exercise its activity; a score its goal and 0 to 10.
    `key` is made once by the page, so that a line sent twice is written once.
    """

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="progress_entries")
    kind = models.CharField(max_length=10)
    happened_on = models.DateField()
    side = models.CharField(max_length=5, blank=True)
    setting = models.CharField(max_length=20, blank=True)
    pain = models.PositiveSmallIntegerField(null=True, blank=True)
    activity = models.ForeignKey(
        Activity, null=True, blank=True, on_delete=models.PROTECT, related_name="entries"
    )
    goal = models.ForeignKey(Goal, null=True, blank=True, on_delete=models.PROTECT, related_name="scores")
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    sleep_hours = models.DecimalField(max_digits=3, decimal_places=1, null=True, blank=True)
    training_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    training_effort = models.PositiveSmallIntegerField(null=True, blank=True)  # 0 to 10, of the week
    key = models.UUIDField(null=True, blank=True, unique=True)
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["happened_on", "id"]
        verbose_name_plural = "progress entries"
        indexes = [models.Index(fields=["client", "kind", "happened_on"], name="diary_of_client")]
        constraints = [
            models.CheckConstraint(
                name="entry_kind_is_known",
                condition=models.Q(kind__in=["cramp", "quiet_week", "exercise", "score", "check_in"]),
            ),
            models.CheckConstraint(
                name="an_exercise_entry_names_it",
                condition=~models.Q(kind="exercise") | models.Q(activity__isnull=False),
            ),
            models.CheckConstraint(
                name="a_score_has_goal_and_points",
                condition=~models.Q(kind="score") | models.Q(goal__isnull=False, score__range=(0, 10)),
            ),
            models.CheckConstraint(
                name="entry_pain_is_0_to_10", condition=models.Q(pain=None) | models.Q(pain__lte=10)
            ),
            models.CheckConstraint(
                name="entry_effort_is_0_to_10",
                condition=models.Q(training_effort=None) | models.Q(training_effort__lte=10),
            ),
            models.UniqueConstraint(
                name="an_exercise_is_ticked_once_a_day",
                fields=["activity", "happened_on"],
                condition=models.Q(kind="exercise"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.happened_on}"
