"""A draft in memory with what was typed laid over it, so that a refused page loses no word. Never saved."""

from typing import Any

from assessments.models import CarePlan
from assessments.queries.drafts import Values, goal_name, line_name
from assessments.rules.exercises import load_library


def lay_over(plan: CarePlan, values: Values) -> None:
    """`plan` comes with its rows."""
    for goal in plan.goals.all():
        goal.text = _first(values, goal_name(goal.uuid), goal.text)
    for row in plan.activities.all():
        row.title = _first(values, line_name(row.uuid), row.title)
    for phase in plan.phases:
        _phase(phase, values)
    for week in plan.load:
        week["percent"] = _first(values, f"week_{week['week']}", week["percent"])
    plan.education = values.get("pages", plan.education)


def _phase(phase: dict[str, Any], values: Values) -> None:
    stem, criteria = f"phase-{phase['number']}", load_library().criteria
    every = _first(values, f"{stem}-massage_weeks", "")
    phase["title"] = _first(values, f"{stem}-title", phase["title"])
    phase["weeks_typed"] = _first(values, f"{stem}-weeks", "")
    phase["massage_weeks"] = int(every) if every in ("1", "2") else phase.get("massage_weeks", 1)
    ticked = values.get(f"{stem}-move_on", list(phase["move_on"]))
    phase["move_on"] = {name: criteria.get(name, name) for name in ticked}


def _first(values: Values, name: str, otherwise: Any) -> Any:
    return (values.get(name) or [otherwise])[0]
