"""A plan as a page: phases with goals, treatment, exercises, training, and what must hold to move on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from assessments.labels_care import EDUCATION, LOAD_KINDS, PLAN_STATUSES
from assessments.models import Activity, CarePlan, Goal
from assessments.rules.exercises import load_library


@dataclass(frozen=True)
class ExerciseRow:
    """One exercise with its dose in words; `done` says whether it is ticked today."""

    activity: Activity
    dose: str
    done: bool
    done_this_week: int
    picture: str = ""  # its static file; none for what a therapist wrote


@dataclass(frozen=True)
class Criterion:
    """One condition to move on: met, not met, or not known."""

    text: str
    state: str  # met, missed, unknown

    @property
    def label(self) -> str:
        return {"met": "Met", "missed": "Not yet", "unknown": "Ask"}[self.state]


@dataclass(frozen=True)
class PhaseView:
    number: int
    title: str
    weeks: str
    ends_on: date
    massage: str
    goals: tuple[Goal, ...]
    treatment: tuple[Activity, ...]
    exercises: tuple[ExerciseRow, ...]
    criteria: tuple[Criterion, ...]
    is_now: bool
    length: int | str = 0  # as it was typed, where that was refused
    massage_weeks: int = 1
    chosen: tuple[str, ...] = ()
    is_late: bool = False  # its weeks are over, and nobody has moved on yet

    @property
    def key(self) -> str:
        return str(self.number)

    @property
    def place(self) -> str:
        """Its id on the page."""
        return f"phase-{self.number}"

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """Every criterion of the library, to choose from in a draft."""
        return tuple(load_library().criteria.items())


@dataclass(frozen=True)
class LoadRow:
    week: int
    starts_on: date
    percent: int | str  # as it was typed, where that was refused
    words: str
    is_light: bool


@dataclass(frozen=True)
class PlanView:
    """`own` are the client's activities, scored 0 to 10; `reassess_on` the days of weeks 2, 6 and 12."""

    plan: CarePlan
    status: str
    phases: tuple[PhaseView, ...]
    load: tuple[LoadRow, ...]
    own: tuple[Goal, ...]
    education: tuple[tuple[str, str], ...]
    reassess_on: tuple[date, ...]

    @property
    def now(self) -> PhaseView:
        return next((phase for phase in self.phases if phase.is_now), self.phases[0])


def plan_view(
    plan: CarePlan,
    *,
    today: date,
    done: Iterable[tuple[int, date]] = (),
    criteria: Mapping[str, bool | None] | None = None,
) -> PlanView:
    """From a plan with its rows; `done` are ticks (activity id, day), `criteria` those of the phase now."""
    ticks = set(done)
    return PlanView(
        plan=plan,
        status=PLAN_STATUSES[plan.status],
        phases=tuple(_phase(plan, phase, today, ticks, criteria or {}) for phase in plan.phases),
        load=tuple(_load(week) for week in plan.load),
        own=tuple(goal for goal in plan.goals.all() if goal.kind == "activity"),
        education=tuple((slug, EDUCATION[slug]) for slug in plan.education if slug in EDUCATION),
        reassess_on=tuple(
            plan.starts_on + timedelta(weeks=week) for week in load_library().outcome.reassess_weeks
        ),
    )


def _phase(
    plan: CarePlan,
    phase: Mapping[str, Any],
    today: date,
    ticks: set[tuple[int, date]],
    known: Mapping[str, bool | None],
) -> PhaseView:
    number = phase["number"]
    ends_on = plan.starts_on + timedelta(weeks=phase["last_week"], days=-1)
    rows = [row for row in plan.activities.all() if row.phase == number]
    is_now = number == plan.phase_now
    return PhaseView(
        number=number,
        title=phase["title"],
        weeks=f"Weeks {phase['first_week']} to {phase['last_week']}",
        ends_on=ends_on,
        is_late=ends_on < today,
        massage=phase["massage"],
        goals=tuple(goal for goal in plan.goals.all() if goal.phase == number),
        treatment=tuple(row for row in rows if row.kind == "treatment"),
        exercises=tuple(_exercise(row, today, ticks) for row in rows if row.kind == "exercise"),
        criteria=tuple(_criterion(n, t, known if is_now else {}) for n, t in phase["move_on"].items()),
        is_now=is_now,
        massage_weeks=phase.get("massage_weeks", 1),
        length=phase.get("weeks_typed", phase["last_week"] - phase["first_week"] + 1),
        chosen=tuple(phase["move_on"]),
    )


def _exercise(row: Activity, today: date, ticks: set[tuple[int, date]]) -> ExerciseRow:
    monday = today - timedelta(days=today.weekday())
    week = sum(1 for pk, on in ticks if pk == row.pk and monday <= on <= today)
    picture = drawing_of(row.code) if row.code in drawn() else ""
    return ExerciseRow(row, dose_of(row), (row.pk, today) in ticks, week, picture)


@cache
def drawn() -> frozenset[str]:
    """The exercises of the library: each has a drawing."""
    return frozenset(exercise.code for exercise in load_library().exercises)


def drawing_of(code: str) -> str:
    return f"img/exercise-{code}.svg"


def dose_of(row: Activity) -> str:
    """3 sets of 12, 4 days a week."""
    amount = f"{row.reps}" if row.reps else f"{row.hold_seconds} seconds"
    sets = f"{row.sets} set{'s' if row.sets != 1 else ''} of {amount}"
    return f"{sets}, {row.per_week} day{'s' if row.per_week != 1 else ''} a week"


def _criterion(name: str, text: str, known: Mapping[str, bool | None]) -> Criterion:
    met = known.get(name)
    return Criterion(text, "unknown" if met is None else "met" if met else "missed")


def _load(week: Mapping[str, Any]) -> LoadRow:
    kind = week["kind"]
    starts_on = date.fromisoformat(week["starts_on"])
    return LoadRow(week["week"], starts_on, week["percent"], LOAD_KINDS[kind], kind != "build")
