"""Saving all that was typed into a draft at once, so that no press of a button loses another line."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction

from assessments.actions.care_plans import locked_draft
from assessments.models import CarePlan
from assessments.queries.drafts import Values, is_same, values_of
from hekas.audit.actors import Actor


class ChangedElsewhere(Exception):
    """What is to be changed is not any more what it was when it was weighed."""


@transaction.atomic
def save(
    plan: CarePlan, *, acts: Iterable[Callable[..., object]], basis: Values, by: Actor, now: datetime
) -> None:
    """Every act on the draft, or none. `basis` is what stood in all controls that they rest on.

    Raises NotADraft, and ChangedElsewhere where another tab was quicker.
    """
    stands = values_of(locked_draft(plan))
    if not all(is_same(stands.get(name), value) for name, value in basis.items()):
        raise ChangedElsewhere
    for act in acts:
        act(by=by, now=now)
