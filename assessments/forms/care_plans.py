"""A draft plan as a therapist edits it."""

from collections.abc import Mapping
from typing import Any

from django import forms

from assessments.labels_care import EDUCATION
from assessments.models import Activity, CarePlan
from assessments.rules.exercises import load_library
from hekas.web.forms import DateOfThree, NumberText, PlainForm

PHASES = [("1", "Phase 1"), ("2", "Phase 2"), ("3", "Phase 3")]
LONGEST_NOTE = 4000


def whole(label: str, most: int, *, required: bool = False, least: int = 1) -> forms.IntegerField:
    words = f"Enter a whole number from {least} to {most}"
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        required=required,
        widget=NumberText(width=2),
        error_messages={"invalid": words, "min_value": words, "max_value": words, "required": words},
    )


class FrameForm(PlainForm):
    """Start, event, massage by phase, training by week, and a note to the client."""

    starts_on = DateOfThree(noun="start", label="The plan starts on")
    next_event_on = DateOfThree(noun="event", label="Next event", required=False)
    note = forms.CharField(
        label="A note to the client",
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, plan: CarePlan, data: Mapping[str, Any] | None = None) -> None:
        names = ("starts_on", "next_event_on", "note")
        super().__init__(data, initial={name: getattr(plan, name) for name in names})
        for phase in plan.phases:
            self.fields[f"massage_{phase['number']}"] = forms.CharField(
                label=f"Massage, phase {phase['number']}",
                max_length=200,
                initial=phase["massage"],
                error_messages={"required": f"Enter how often in phase {phase['number']}"},
            )
        for field in self.fields.values():
            field.widget.attrs["form"] = "draft"  # the one form of the page

    @property
    def massage(self) -> dict[int, str]:
        return {
            n: self.cleaned_data[f"massage_{n}"] for n in (1, 2, 3) if f"massage_{n}" in self.cleaned_data
        }


class LoadForm(PlainForm):
    """Percent of the usual training, week by week."""

    def __init__(self, plan: CarePlan, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        for week in plan.load:
            field = whole(f"Week {week['week']}", 150, required=True, least=0)
            field.initial = week["percent"]
            self.fields[f"week_{week['week']}"] = field

    @property
    def percents(self) -> dict[int, int]:
        return {int(name.removeprefix("week_")): value for name, value in self.cleaned_data.items()}


class OneParagraph(forms.CharField):
    """Some sentences, all of them in sight where they are edited; kept without breaks."""

    def to_python(self, value: Any) -> str:
        return " ".join(super().to_python(value).split())


def said(label: str) -> forms.CharField:
    return OneParagraph(label=label, max_length=300, required=False, widget=forms.Textarea({"rows": 3}))


class ExerciseForm(PlainForm):
    """One exercise of the plan: its name, dose, how to go on and when to stop."""

    title = forms.CharField(label="Name", max_length=300, error_messages={"required": "Enter the name"})
    how = forms.CharField(
        label="How to do it, one step on each line",
        max_length=1500,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )
    sets = whole("Sets", 20, required=True)
    reps = whole("Repetitions", 100)
    hold_seconds = whole("Seconds held", 600)
    per_week = whole("Days a week", 7, required=True)
    progress = said("How to go on")
    stop = said("When to stop")

    def __init__(self, activity: Activity, data: Mapping[str, Any] | None = None) -> None:
        names = ("title", "sets", "reps", "hold_seconds", "per_week", "progress", "stop")
        now = {name: getattr(activity, name) for name in names}
        super().__init__(data, initial={**now, "how": "\n".join(activity.how)})

    def clean_how(self) -> list[str]:
        return [step.strip() for step in self.cleaned_data["how"].splitlines() if step.strip()]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not given.get("reps") and not given.get("hold_seconds") and not self.errors:
            self.add_error("reps", "Enter repetitions or seconds held")
        return given


class AddExerciseForm(PlainForm):
    code = forms.ChoiceField(label="Exercise")
    phase = forms.TypedChoiceField(choices=PHASES, coerce=int)

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.fields["code"].choices = [(e.code, e.title) for e in load_library().exercises]


class LineForm(PlainForm):
    """A goal or a line of treatment. Without a phase the goal is one of the client's own activities."""

    kind = forms.ChoiceField(choices=[("goal", "goal"), ("treatment", "treatment"), ("activity", "activity")])
    text = forms.CharField(max_length=300, error_messages={"required": "Enter a few words"})
    phase = forms.TypedChoiceField(choices=PHASES, coerce=int, required=False, empty_value=None)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("kind") == "activity":
            given["phase"] = None
        elif given.get("phase") is None:
            self.add_error("phase", "Choose the phase")
        return given


class TextForm(PlainForm):
    """Other words for one goal or line of treatment."""

    text = forms.CharField(max_length=300, error_messages={"required": "Enter a few words"})


class PhaseForm(PlainForm):
    """One phase: its name, how long it lasts, and what must hold before the next."""

    number = forms.TypedChoiceField(choices=PHASES, coerce=int)
    title = forms.CharField(
        label="Name of the phase", max_length=100, error_messages={"required": "Enter the name of the phase"}
    )
    weeks = whole("Weeks", 26, required=True)
    massage_weeks = forms.TypedChoiceField(
        label="A visit", choices=[("1", "Every week"), ("2", "Every two weeks")], coerce=int
    )
    move_on = forms.MultipleChoiceField(label="To move on", required=False)

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.fields["move_on"].choices = list(load_library().criteria.items())


class ReadingForm(PlainForm):
    """Pages of the guide that go with the plan."""

    pages = forms.MultipleChoiceField(label="Worth reading", choices=list(EDUCATION.items()), required=False)


class WordsForm(PlainForm):
    """Words for an amendment or the reason of a step."""

    text = forms.CharField(
        max_length=LONGEST_NOTE, error_messages={"required": "Enter what you want to note"}
    )
    phase = forms.TypedChoiceField(choices=PHASES, coerce=int, required=False, empty_value=None)
