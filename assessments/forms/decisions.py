"""The therapist's word on one cause."""

from django import forms

from assessments.engine.terms import Cause
from assessments.labels_care import DECISIONS
from hekas.web.forms import PlainForm


class DecisionForm(PlainForm):
    """Confirm, add or strike, and why in a few words."""

    cause = forms.ChoiceField(choices=[(str(c), str(c)) for c in Cause])
    decision = forms.ChoiceField(choices=list(DECISIONS.items()))
    why = forms.CharField(max_length=500, error_messages={"required": "Say why in a few words"})
