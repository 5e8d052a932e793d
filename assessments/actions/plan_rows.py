"""A proposal as the rows of a draft, and the rows of one plan copied into another."""

from dataclasses import asdict
from typing import Any

from assessments.engine.plan_terms import Case, Exercise, Library, LoadWeek, Phase, Proposal
from assessments.engine.planning import lines_beside, load_weeks
from assessments.engine.terms import Consequence
from assessments.models import Activity, CarePlan, Goal
from assessments.queries.care_plans import told_in_weeks
from assessments.rules import load_rules
from assessments.rules.exercises import load_library

BEHIND = 99  # a place after all that a draft has
ACTIVITY_FIELDS = (
    *("kind", "phase", "code", "title", "how", "sets", "reps", "hold_seconds", "per_week"),
    *("progress", "stop", "place"),
)


def write_rows(plan: CarePlan, proposal: Proposal, library: Library) -> None:
    """Phases, weeks of training, goals and activities of a new draft."""
    plan.phases = [_phase(phase, library) for phase in proposal.phases]
    plan.load = [_week(week) for week in proposal.load]
    plan.education = list(proposal.education)
    plan.save(update_fields=["phases", "load", "education", "updated_at"])
    Goal.objects.bulk_create(
        Goal(plan=plan, kind="phase", phase=phase.rule.number, text=text, place=place)
        for phase in proposal.phases
        for place, text in enumerate(phase.goals)
    )
    Activity.objects.bulk_create(row for phase in proposal.phases for row in _activities(plan, phase))


def weeks_again(plan: CarePlan) -> list[dict[str, Any]]:
    """The weeks of training from the plan's start and event, beginning as low as they did before."""
    rule = load_library().training
    starts_low = bool(plan.load) and plan.load[0]["percent"] <= rule.start_low
    rough = told_in_weeks(plan.screening)
    is_rough = rough is not None and rough.day == plan.next_event_on
    first, last = (rough.first, rough.last) if rough and is_rough else (plan.next_event_on, None)
    causes = ("training_load",) if starts_low else ()
    case = Case(causes, (), plan.starts_on, first, event_until=last)
    return [_week(week) for week in load_weeks(case, rule)]


def _week(week: LoadWeek) -> dict[str, Any]:
    return {**asdict(week), "starts_on": week.starts_on.isoformat()}


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


def make_gentler(plan: CarePlan, flags: frozenset[str]) -> None:
    """Take out of a copied draft what flags speak against that were told since its words were signed."""
    library = load_library()
    _say_beside(plan, lines_beside(flags, library))
    against = [exercise.code for exercise in library.exercises if exercise.not_with & flags]
    plan.activities.filter(kind="exercise", code__in=against).delete()
    if not flags & load_rules().safety.flags_with(Consequence.LIGHT_ONLY):
        return
    plan.phases = [{**p, "massage": library.light_only.get(p["massage"], p["massage"])} for p in plan.phases]
    plan.save(update_fields=["phases", "updated_at"])
    for row in plan.activities.filter(kind="treatment", title__in=library.light_only):
        row.title = library.light_only[row.title]
        row.save(update_fields=["title", "updated_at"])


def _say_beside(plan: CarePlan, lines: list[str]) -> None:
    """Each line in each phase, behind what is there; a line that stands there already is not said twice."""
    stand = set(plan.activities.filter(kind="treatment").values_list("phase", "title"))
    wanted = [(phase["number"], line) for phase in plan.phases for line in lines]
    Activity.objects.bulk_create(
        Activity(plan=plan, kind="treatment", phase=number, title=line, place=BEHIND)
        for number, line in wanted
        if (number, line) not in stand
    )
