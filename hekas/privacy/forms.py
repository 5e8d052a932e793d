"""What is asked around privacy."""

from typing import Any

from django import forms

from hekas.privacy.models import CHANGED, KEPT
from hekas.web.forms import PlainForm, RadioRows


class ReasonForm(PlainForm):
    """Why a wish is refused; the client reads it."""

    marks_optional = False
    reason = forms.CharField(label="Why not? The client reads this", max_length=1000, widget=forms.Textarea)


class DoubtForm(PlainForm):
    """Why somebody doubts a result."""

    marks_optional = False
    heading_field = "said"
    said = forms.CharField(
        label="What should we look at?",
        help_text="Tell us in your own words what does not fit. A therapist reads it and answers you.",
        max_length=2000,
        widget=forms.Textarea,
        error_messages={"required": "Write what we should look at"},
    )


class ReviewForm(PlainForm):
    """What the therapist found."""

    marks_optional = False
    outcome = forms.ChoiceField(
        label="What is your view?",
        choices=[(KEPT, "What was decided stays"), (CHANGED, "I have changed it")],
        widget=RadioRows,
    )
    answer = forms.CharField(label="Why? The client reads this", max_length=2000, widget=forms.Textarea)


class MergeForm(PlainForm):
    """Which other record is of the same person, how that is known, and that they were asked."""

    marks_optional = False
    other = forms.ChoiceField(
        label="Which record becomes part of this one?",
        widget=RadioRows,
        error_messages={"required": "Choose a record", "invalid_choice": "Choose one of these records"},
    )
    reason = forms.CharField(
        label="How do you know that it is the same person?",
        help_text="For the log. Write nothing about anybody’s health.",
        max_length=300,
        error_messages={"required": "Write how you know"},
    )
    asked = forms.BooleanField(
        label="I have asked the person, and they gave the same day of birth",
        error_messages={"required": "Ask the person first: one record shows everything of both"},
    )

    def __init__(self, data: Any, *, others: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["other"].choices = others  # type: ignore[attr-defined]
        self.fields["reason"].widget.attrs["autocomplete"] = "off"


class AuditForm(PlainForm):
    """Who, whose, what, when; all of it may be left empty."""

    who = forms.CharField(label="Who did it", required=False, max_length=200)
    whose = forms.CharField(label="Whose record", required=False, max_length=200)
    what = forms.CharField(label="What, such as “result: read”", required=False, max_length=60)
    since = forms.DateField(label="From", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="To", required=False, widget=forms.DateInput(attrs={"type": "date"}))
