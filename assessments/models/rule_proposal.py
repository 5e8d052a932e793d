"""A change of the rules that somebody proposes, and what a clinician says to it."""

from django.db import models

from hekas.accounts.models import User
from hekas.db import BaseModel

UNDECIDED = models.Q(status="open", decided_at=None, decided_by=None, decided_why="")
DECIDED = models.Q(
    status__in=["approved", "refused"], decided_at__isnull=False, decided_by__isnull=False
) & ~models.Q(decided_why="")


class RuleProposal(BaseModel):
    """The change as a patch, why, and what it would do. Approving it changes no rule: it is a record.

    `rules_digest` names the rules that it was made against, `new_digest` what they would be with it.
    `evidence` are the therapists' decisions on that rule, `effect` what the cases say, both on that day.
    """

    rule = models.CharField(max_length=80)
    rules_version = models.CharField(max_length=40)
    rules_digest = models.CharField(max_length=64)
    new_digest = models.CharField(max_length=64)
    patch = models.TextField()
    why = models.TextField()
    evidence = models.JSONField(default=dict)
    effect = models.JSONField(default=dict)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="rule_proposals")
    proposed_at = models.DateTimeField()
    status = models.CharField(max_length=10, default="open")
    decided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="decided_rule_proposals"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_why = models.TextField(blank=True)

    class Meta:
        ordering = ["-proposed_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="a_rule_proposal_says_why_and_what", condition=~models.Q(why="") & ~models.Q(patch="")
            ),
            models.CheckConstraint(
                name="a_decided_rule_proposal_has_a_name_a_time_and_a_reason", condition=UNDECIDED | DECIDED
            ),
            models.CheckConstraint(
                name="nobody_approves_their_own_rule_proposal",
                condition=~models.Q(status="approved") | ~models.Q(decided_by=models.F("proposed_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.status}"
