"""The parts of a draft's page: which controls are weighed together, by which form, and saved by which act."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from assessments.actions import plan_edits, plan_phases
from assessments.forms.care_plans import FrameForm, LoadForm, PhaseForm, ReadingForm, TextForm
from assessments.models import Activity, CarePlan, Goal
from assessments.queries.drafts import Values, goal_name, line_name, values_of
from hekas.web.forms import PlainForm

FRAME = ("starts_on_", "next_event_on_", "massage_")
Act = Callable[..., object]


@dataclass(frozen=True)
class Part:
    """`form` weighs the values of its controls, `act` saves what the form has found."""

    names: tuple[str, ...]
    form: Callable[[Values], PlainForm]
    act: Callable[[Any], Act]


def parts_of(plan: CarePlan) -> Iterator[Part]:
    """Everything on the page that is saved, in the order of the page."""
    yield from (_words(goal_name(goal.uuid), partial(_goal, goal)) for goal in plan.goals.all())
    lines = (row for row in plan.activities.all() if row.kind == "treatment")
    yield from (_words(line_name(row.uuid), partial(_title, row)) for row in lines)
    for phase in plan.phases:
        yield _phase(plan, str(phase["number"]))
    yield from _rest(plan)


def _words(name: str, act: Callable[[Any], Act]) -> Part:
    return Part((name,), lambda values: TextForm({"text": (values[name] or [""])[0]}), act)


def _goal(goal: Goal, form: TextForm) -> Act:
    return partial(plan_edits.change_goal, goal, **form.cleaned_data)


def _title(row: Activity, form: TextForm) -> Act:
    return partial(plan_edits.change_activity, row, values={"title": form.cleaned_data["text"]})


def _phase(plan: CarePlan, number: str) -> Part:
    fields = ("title", "weeks", "massage_weeks", "move_on")
    names = {field: f"phase-{number}-{field}" for field in fields}

    def form(values: Values) -> PlainForm:
        one = {field: (values[name] or [""])[0] for field, name in names.items()}
        return PhaseForm({**one, "move_on": values[names["move_on"]], "number": number})

    return Part(
        tuple(names.values()), form, lambda form: partial(plan_phases.set_phase, plan, **form.cleaned_data)
    )


def _rest(plan: CarePlan) -> Iterator[Part]:
    names = [*values_of(plan)]
    frame = tuple(name for name in names if name.startswith(FRAME) or name == "note")
    yield Part(frame, lambda values: FrameForm(plan, _firsts(values, frame)), partial(_frame, plan))
    load = tuple(name for name in names if name.startswith("week_"))
    yield Part(
        load,
        lambda values: LoadForm(plan, _firsts(values, load)),
        lambda form: partial(plan_edits.set_load, plan, percents=form.percents),
    )
    yield Part(
        ("pages",),
        lambda values: ReadingForm({"pages": values["pages"]}),
        lambda form: partial(plan_phases.set_education, plan, **form.cleaned_data),
    )


def _frame(plan: CarePlan, form: FrameForm) -> Act:
    given = {name: form.cleaned_data[name] for name in ("starts_on", "next_event_on", "note")}
    return partial(plan_edits.set_frame, plan, **given, massage=form.massage)


def _firsts(values: Values, names: tuple[str, ...]) -> Mapping[str, str]:
    return {name: (values[name] or [""])[0] for name in names}


def faults_of(form: PlainForm, part: Part) -> Iterator[tuple[str, str]]:
    """The control that each fault is about, by the name that it has on the whole page, and the words."""
    for field, words in form.errors.items():
        own = [name for name in part.names if name.endswith(f"-{field}") or name.startswith(str(field))]
        yield from (((own or list(part.names))[0], str(one)) for one in words)


def place_of(name: str) -> str:
    """The id of that control on the page."""
    stem, _, rest = name.partition("-")
    if stem in ("goal", "line"):
        return f"words-{rest}"
    if stem == "phase":
        number, _, what = rest.partition("-")
        return f"{what}-{number}" if what in ("title", "weeks") else f"phase-{number}"
    return "reading" if name == "pages" else f"id_{name}"
