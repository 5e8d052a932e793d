"""The diary as the client fills it in."""

from collections.abc import Mapping
from typing import Any

from django import forms

from assessments.labels_care import CRAMP_SETTINGS, SIDES
from assessments.models import Goal
from hekas.web.forms import NumberText, PlainForm, Scale, scale_choices


class CrampForm(PlainForm):
    """The three taps: which leg, when, how bad. `key` was made by the page, `days_ago` is 0 or 1."""

    side = forms.ChoiceField(choices=list(SIDES.items()))
    setting = forms.ChoiceField(choices=list(CRAMP_SETTINGS.items()))
    pain = forms.TypedChoiceField(choices=scale_choices(), coerce=int)
    key = forms.UUIDField()
    days_ago = forms.TypedChoiceField(choices=[(str(n), str(n)) for n in range(8)], coerce=int)


class ScoreForm(PlainForm):
    """How well one activity goes."""

    def __init__(self, goal: Goal, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, auto_id=f"id_{goal.pk}_%s")
        self.fields["points"] = forms.TypedChoiceField(
            label=goal.text,
            choices=scale_choices(),
            coerce=int,
            widget=Scale("can’t do it", "no trouble at all"),
            error_messages={"required": "Choose a number from 0 to 10"},
        )


class CheckInForm(PlainForm):
    """Sleep, training with its effort, and walking pain of the week."""

    marks_optional = False
    sleep_hours = forms.DecimalField(
        label="How many hours did you sleep, most nights?",
        min_value=0,
        max_value=16,
        decimal_places=1,
        required=False,
        widget=NumberText("hours", decimal=True),
        error_messages={"invalid": "Enter a number of hours, such as 7.5"},
    )
    training_minutes = forms.IntegerField(
        label="About how many minutes did you train in the last 7 days?",
        min_value=0,
        max_value=5000,
        required=False,
        widget=NumberText("minutes"),
        error_messages={"invalid": "Enter a number of minutes, such as 150"},
    )
    training_effort = forms.TypedChoiceField(
        label="How hard was that training, all in all?",
        choices=scale_choices(),
        coerce=int,
        required=False,
        empty_value=None,
        widget=Scale("no effort", "as hard as can be"),
    )
    pain = forms.TypedChoiceField(
        label="How much does walking hurt your calf?",
        choices=scale_choices(),
        coerce=int,
        required=False,
        empty_value=None,
        widget=Scale("not at all", "as bad as can be"),
    )
