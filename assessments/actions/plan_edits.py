"""Editing a draft: everything may be changed until it is signed. Each raises NotADraft after that.

What is added is there once: a second press of the button finds the first one's row.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from assessments.actions.care_plans import locked_draft
from assessments.actions.plan_rows import exercise_row, weeks_again
from assessments.models import Activity, CarePlan, Goal
from assessments.queries.taken_out import taken_out
from assessments.rules.exercises import load_library
from hekas.audit.actors import Actor
from hekas.audit.log import record

LAST = 99


@transaction.atomic
def set_frame(
    plan: CarePlan,
    *,
    starts_on: date,
    next_event_on: date | None,
    note: str,
    massage: Mapping[int, str],
    by: Actor,
    now: datetime,
) -> CarePlan:
    """Start, event, note and massage by phase; the weeks of training follow start and event."""
    row = locked_draft(plan)
    moved = (row.starts_on, row.next_event_on) != (starts_on, next_event_on)
    row.starts_on, row.next_event_on, row.note = starts_on, next_event_on, note
    row.phases = [{**p, "massage": massage.get(p["number"], p["massage"])} for p in row.phases]
    row.load = weeks_again(row) if moved else row.load
    row.save()
    record(by=by, action="plan.edited", subject=row, now=now, what="frame")
    return row


@transaction.atomic
def set_load(plan: CarePlan, *, percents: Mapping[int, int], by: Actor, now: datetime) -> CarePlan:
    """Percent of the usual week, by week of the plan."""
    row = locked_draft(plan)
    row.load = [{**week, "percent": percents.get(week["week"], week["percent"])} for week in row.load]
    row.save(update_fields=["load", "updated_at"])
    record(by=by, action="plan.edited", subject=row, now=now, what="load")
    return row


@transaction.atomic
def add_goal(plan: CarePlan, *, text: str, phase: int | None, by: Actor, now: datetime) -> Goal:
    """A goal of a phase, or, without one, an activity that the client will score."""
    row = locked_draft(plan)
    kind = "activity" if phase is None else "phase"
    if twice := row.goals.filter(kind=kind, phase=phase, text=text).first():
        return twice
    goal = Goal.objects.create(plan=row, kind=kind, phase=phase, text=text, place=LAST)
    record(by=by, action="plan.edited", subject=row, now=now, what="goal added")
    return goal


@transaction.atomic
def change_goal(goal: Goal, *, text: str, by: Actor, now: datetime) -> Goal:
    """Other words for one goal."""
    row = locked_draft(goal.plan)
    goal.text = text
    goal.save(update_fields=["text", "updated_at"])
    record(by=by, action="plan.edited", subject=row, now=now, what="goal changed")
    return goal


@transaction.atomic
def remove_goal(goal: Goal, *, by: Actor, now: datetime) -> None:
    row = locked_draft(goal.plan)
    goal.delete()
    record(by=by, action="plan.edited", subject=row, now=now, what="goal removed")


@transaction.atomic
def add_exercise(plan: CarePlan, *, code: str, phase: int, by: Actor, now: datetime) -> Activity:
    """An exercise of the library. Raises KeyError for one that it does not have."""
    row = locked_draft(plan)
    if twice := row.activities.filter(kind="exercise", code=code, phase=phase).first():
        return twice
    library = {exercise.code: exercise for exercise in load_library().exercises}
    activity = exercise_row(row, library[code], phase, LAST)
    activity.save()
    record(by=by, action="plan.edited", subject=row, now=now, what="exercise added")
    return activity


@transaction.atomic
def add_treatment(plan: CarePlan, *, text: str, phase: int, by: Actor, now: datetime) -> Activity:
    row = locked_draft(plan)
    if twice := row.activities.filter(kind="treatment", phase=phase, title=text).first():
        return twice
    activity = Activity.objects.create(plan=row, kind="treatment", phase=phase, title=text, place=LAST)
    record(by=by, action="plan.edited", subject=row, now=now, what="treatment added")
    return activity


@transaction.atomic
def change_activity(activity: Activity, *, values: Mapping[str, Any], by: Actor, now: datetime) -> Activity:
    """New words or a new dose for one activity."""
    row = locked_draft(activity.plan)
    for name, value in values.items():
        setattr(activity, name, value)
    activity.save(update_fields=[*values, "updated_at"])
    record(by=by, action="plan.edited", subject=row, now=now, what="activity changed")
    return activity


@transaction.atomic
def remove_activity(activity: Activity, *, by: Actor, now: datetime) -> None:
    row = locked_draft(activity.plan)
    activity.delete()
    record(by=by, action="plan.edited", subject=row, now=now, what="activity removed")


@transaction.atomic
def put_back(plan: CarePlan, line: UUID, *, by: Actor, now: datetime) -> Goal | Activity | None:
    """Undo the taking out of a line, as it was; None where it stands there, or its words do by now."""
    row = locked_draft(plan)
    gone = taken_out(row, line)
    if gone is None or _is_said(row, gone):
        return None
    gone.save(force_insert=True)
    record(by=by, action="plan.edited", subject=row, now=now, what="line put back")
    return gone


def _is_said(plan: CarePlan, line: Goal | Activity) -> bool:
    rows = plan.goals if isinstance(line, Goal) else plan.activities
    same = ("kind", "phase", "text") if isinstance(line, Goal) else ("kind", "phase", "code", "title")
    return rows.filter(**{name: getattr(line, name) for name in same}).exists()
