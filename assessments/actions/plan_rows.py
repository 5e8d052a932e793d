"""A proposal as the rows of a draft, and the rows of one plan copied into another."""

from dataclasses import asdict
from typing import Any

from assessments.engine.plan_terms import Exercise, Library, Phase, Proposal
from assessments.models import Activity, CarePlan, Goal

ACTIVITY_FIELDS = (
    *("kind", "phase", "code", "title", "how", "sets", "reps", "hold_seconds", "per_week"),
    *("progress", "stop", "place"),
)


def write_rows(plan: CarePlan, proposal: Proposal, library: Library) -> None:
    """Phases, weeks of training, goals and activities of a new draft."""
    plan.phases = [_phase(phase, library) for phase in proposal.phases]
    plan.load = [{**asdict(week), "starts_on": week.starts_on.isoformat()} for week in proposal.load]
    plan.education = list(proposal.education)
    plan.save(update_fields=["phases", "load", "education", "updated_at"])
    Goal.objects.bulk_create(
        Goal(plan=plan, kind="phase", phase=phase.rule.number, text=text, place=place)
        for phase in proposal.phases
        for place, text in enumerate(phase.goals)
    )
    Activity.objects.bulk_create(row for phase in proposal.phases for row in _activities(plan, phase))


def _phase(phase: Phase, library: Library) -> dict[str, Any]:
    rule = phase.rule
    return {
        "number": rule.number,
        "title": rule.title,
        "first_week": rule.first_week,
        "last_week": rule.last_week,
        "massage": rule.massage,
        "massage_weeks": rule.massage_weeks,
        "move_on": {name: library.criteria[name] for name in rule.move_on},
    }


def _activities(plan: CarePlan, phase: Phase) -> list[Activity]:
    number = phase.rule.number
    treatment = [
        Activity(plan=plan, kind="treatment", phase=number, title=text, place=place)
        for place, text in enumerate(phase.treatment)
    ]
    return treatment + [
        exercise_row(plan, exercise, number, place) for place, exercise in enumerate(phase.exercises)
    ]


def exercise_row(plan: CarePlan, exercise: Exercise, phase: int, place: int) -> Activity:
    """An exercise of the library as a row of its own, with the words of today."""
    return Activity(
        plan=plan,
        kind="exercise",
        phase=phase,
        code=exercise.code,
        title=exercise.title,
        how=list(exercise.how),
        sets=exercise.dose.sets,
        reps=exercise.dose.reps,
        hold_seconds=exercise.dose.hold_seconds,
        per_week=exercise.dose.per_week,
        progress=exercise.progress,
        stop=exercise.stop,
        place=place,
    )


def copy_rows(old: CarePlan, new: CarePlan) -> None:
    """Goals and activities of one plan as new rows of another."""
    Goal.objects.bulk_create(
        Goal(plan=new, kind=g.kind, phase=g.phase, text=g.text, place=g.place) for g in old.goals.all()
    )
    Activity.objects.bulk_create(
        Activity(plan=new, **{name: getattr(row, name) for name in ACTIVITY_FIELDS})
        for row in old.activities.all()
    )
