"""Editing the phases of a draft and what it gives to read. Each raises NotADraft once it is signed."""

from collections.abc import Iterable
from datetime import datetime

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
    lengths = {p["number"]: p["last_week"] - p["first_week"] + 1 for p in row.phases} | {number: weeks}
    first = 1
    for phase in row.phases:
        last = first + lengths[phase["number"]] - 1
        phase.update(first_week=first, last_week=last, **(changed if phase["number"] == number else {}))
        first = last + 1
    row.save(update_fields=["phases", "updated_at"])
    record(by=by, action="plan.edited", subject=row, now=now, what="phase")
    return row


@transaction.atomic
def set_education(plan: CarePlan, *, pages: Iterable[str], by: Actor, now: datetime) -> CarePlan:
    """The pages of the guide that the client is asked to read, in this order."""
    row = locked_draft(plan)
    row.education = list(pages)
    row.save(update_fields=["education", "updated_at"])
    record(by=by, action="plan.edited", subject=row, now=now, what="reading")
    return row
