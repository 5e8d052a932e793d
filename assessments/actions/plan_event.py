"""The visits that stand too near the event of a plan that is being signed: shown first, then chosen from."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from assessments.models import CarePlan
from assessments.queries.appointed import near_event
from hekas.audit.actors import Actor


class NotShown(Exception):
    """Visits stand too near the plan's event that whoever signs has not seen."""


class OthersFirst(Exception):
    """Others are at work on these visits just now; nothing was done, and a second try may do."""


def clear_last_days(
    plan: CarePlan, seen: Collection[UUID], gone: Collection[UUID], by: Actor, now: datetime
) -> None:
    """In the transaction that signs. What goes is in the calendar's hands. Raises NotShown, OthersFirst."""
    near = {one.uuid for one in near_event(plan.client, plan.next_event_on, now)}
    if not near <= set(seen):
        raise NotShown
    chosen = near & set(gone)
    if chosen:
        import_string(settings.VISITS_TO_CALL_OFF)(plan.client, plan.next_event_on, chosen, by=by, now=now)
