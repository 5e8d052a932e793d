"""A line of a draft that was taken out a moment ago, out of its history."""

from typing import Any
from uuid import UUID

from assessments.models import Activity, CarePlan, Goal

NOT_KEPT = {"id", "plan", "created_at", "updated_at"}


def taken_out(plan: CarePlan, uuid: UUID) -> Goal | Activity | None:
    """As it was; None where this plan had no such line, or has it still."""
    return _gone(Goal, plan, uuid) or _gone(Activity, plan, uuid)


def _gone(model: Any, plan: CarePlan, uuid: UUID) -> Any:
    if model.objects.filter(plan=plan, uuid=uuid).exists():
        return None
    history = model.pgh_event_model.objects.filter(plan=plan.pk, uuid=uuid, pgh_label="delete")
    was = history.order_by("-pgh_id").first()
    kept = [field.name for field in model._meta.concrete_fields if field.name not in NOT_KEPT]
    return model(plan=plan, **{name: getattr(was, name) for name in kept}) if was else None
