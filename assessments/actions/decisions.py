"""What the therapist makes of each cause, beside what the engine said. Both are kept, with a word why."""

from datetime import datetime
from typing import Any

from django.db import transaction

from assessments.models import CarePlan, CauseDecision, Screening
from assessments.rules import load_rules
from assessments.rules.spoken import row_of
from hekas.accounts.models import Therapist
from hekas.audit.actors import Actor
from hekas.audit.log import record

SHOWN = {"main_factor", "may_be_adding"}


class NotWeighed(Exception):
    """The visit is not completed yet, or there are no answers to weigh: nothing to decide about."""


class DoesNotFit(ValueError):
    """What the engine shows is confirmed or struck; what it does not show can only be added."""


class PlanIsSigned(Exception):
    """A plan of this visit is signed; what it rests on stays as it was."""


@transaction.atomic
def decide(
    screening: Screening,
    *,
    cause: str,
    decision: str,
    why: str,
    therapist: Therapist,
    by: Actor,
    now: datetime,
) -> CauseDecision:
    """Confirm, strike or add a cause. Raises NotWeighed, DoesNotFit, PlanIsSigned."""
    said = _said(screening, cause)
    if (said["band"] in SHOWN) == (decision == "added"):
        raise DoesNotFit(cause)
    if CarePlan.objects.filter(screening=screening, signed_at__isnull=False).exists():
        raise PlanIsSigned
    row, _ = CauseDecision.objects.update_or_create(
        screening=screening,
        cause=cause,
        defaults={
            "said_band": said["band"],
            "said_score": said["score"],
            "said_reasons": _counted(said),
            "rules_version": (screening.snapshot or {})["rules"]["version"],
            "decision": decision,
            "why": why,
            "decided_by": therapist,
            "decided_at": now,
        },
    )
    record(by=by, action="cause.decided", subject=screening, now=now)
    return row


def _said(screening: Screening, cause: str) -> dict[str, Any]:
    if screening.snapshot is None or screening.completed_at is None:
        raise NotWeighed
    return next(row for row in screening.snapshot["causes"] if row["id"] == cause)


def _counted(said: dict[str, Any]) -> list[dict[str, Any]]:
    """Key, points and row of every reason, and no answer."""
    reasons, rules = (*said["for"], *said["against"]), load_rules()
    return [
        {"answer": r["answer"], "points": r["points"], "row": row_of(rules, said["id"], r)} for r in reasons
    ]
