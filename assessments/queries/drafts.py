"""A draft as its page shows it: every control under its name, with what a browser would send of it."""

from collections.abc import Iterable, Mapping

from assessments.models import CarePlan

Values = Mapping[str, list[str]]


def values_of(plan: CarePlan) -> dict[str, list[str]]:
    """Of a draft and its rows; asks nothing where those were fetched with it."""
    return {
        **{goal_name(goal.uuid): [goal.text] for goal in plan.goals.all()},
        **{line_name(row.uuid): [row.title] for row in plan.activities.all() if row.kind == "treatment"},
        **{name: value for phase in plan.phases for name, value in _phase(phase)},
        **{name: [str(part or "")] for name, part in _dates(plan)},
        "note": [plan.note],
        **{f"massage_{phase['number']}": [phase["massage"]] for phase in plan.phases},
        **{f"week_{week['week']}": [str(week["percent"])] for week in plan.load},
        "pages": list(plan.education),
    }


def goal_name(uuid: object) -> str:
    return f"goal-{uuid}"


def line_name(uuid: object) -> str:
    return f"line-{uuid}"


def is_same(one: list[str] | None, other: list[str] | None) -> bool:
    """Boxes that are ticked are the same in any order."""
    return one is not None and other is not None and sorted(one) == sorted(other)


def _phase(phase: Mapping[str, object]) -> Iterable[tuple[str, list[str]]]:
    first, last, ticked = phase["first_week"], phase["last_week"], phase["move_on"]
    assert isinstance(first, int) and isinstance(last, int) and isinstance(ticked, dict)
    stem = f"phase-{phase['number']}"
    yield f"{stem}-title", [str(phase["title"])]
    yield f"{stem}-weeks", [str(last - first + 1)]
    yield f"{stem}-massage_weeks", [str(phase.get("massage_weeks", 1))]
    yield f"{stem}-move_on", list(ticked)


def _dates(plan: CarePlan) -> Iterable[tuple[str, int | None]]:
    for name, on in (("starts_on", plan.starts_on), ("next_event_on", plan.next_event_on)):
        parts = (on.day, on.month, on.year) if on else (None, None, None)
        yield from ((f"{name}_{place}", part) for place, part in enumerate(parts))
