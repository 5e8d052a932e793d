"""Editing the phases of a draft and what it gives to read. Each raises NotADraft once it is signed."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from assessments.actions.care_plans import locked_draft
from assessments.models import CarePlan
from assessments.rules.exercises import load_library
from hekas.audit.actors import Actor
from hekas.audit.log import record


@transaction.atomic
def set_phase(
    plan: CarePlan,
    *,
    number: int,
    title: str,
    weeks: int,
    massage_weeks: int,
    move_on: Iterable[str],
    by: Actor,
    now: datetime,
) -> CarePlan:
    """The name of a phase, how many weeks it lasts, from visit to visit, and what must hold to move on.

    Later phases move along. `move_on` are names of the library's criteria. Raises KeyError for another.
    """
    row, criteria = locked_draft(plan), load_library().criteria
    changed = {
        "title": title,
        "massage_weeks": massage_weeks,
        "move_on": {name: criteria[name] for name in move_on},
    }
    for phase in row.phases:
        if phase["number"] == number:
            phase.update(changed)
    _set_weeks(row.phases, number, weeks)
    row.save(update_fields=["phases", "updated_at"])
    record(by=by, action="plan.edited", subject=row, now=now, what="phase")
    return row


def _set_weeks(phases: Sequence[dict[str, Any]], number: int, weeks: int) -> None:
    """One phase lasts so long; each begins where the one before it ends."""
    lengths = {one["number"]: one["last_week"] - one["first_week"] + 1 for one in phases} | {number: weeks}
    last = 0
    for phase in phases:
        first, last = last + 1, last + lengths[phase["number"]]
        phase.update(first_week=first, last_week=last)


@transaction.atomic
def set_education(plan: CarePlan, *, pages: Iterable[str], by: Actor, now: datetime) -> CarePlan:
    """The pages of the guide that the client is asked to read, in this order."""
    row = locked_draft(plan)
    row.education = list(pages)
    row.save(update_fields=["education", "updated_at"])
    record(by=by, action="plan.edited", subject=row, now=now, what="reading")
    return row
