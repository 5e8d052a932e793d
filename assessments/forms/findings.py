"""A finding as entered: one radio says place and side."""

from typing import Any

from django import forms
from django.http import QueryDict

from assessments.labels_care import FINDING_KINDS, PARTS_OF_BODY, SEVERITIES, SIDES
from hekas.web.forms import PlainForm, RadioRows

PLACES = [
    (f"{side}:{code}", f"{SIDES[side]}, {name}") for code, name in PARTS_OF_BODY.items() for side in SIDES
]
BY_HAND = ("place", "severity", "refers_to", "note")  # `kind` comes chosen


class FindingForm(PlainForm):
    """Where, what, how marked; where it refers to for a trigger point."""

    kind = forms.ChoiceField(
        label="What", choices=list(FINDING_KINDS.items()), widget=RadioRows, initial="trigger_point"
    )
    place = forms.ChoiceField(
        label="Where",
        choices=PLACES,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a place in the list or on the picture"},
    )
    severity = forms.TypedChoiceField(
        label="How marked", choices=list(SEVERITIES.items()), coerce=int, widget=RadioRows
    )
    refers_to = forms.ChoiceField(
        label="Refers to (trigger point)",
        choices=[("", "Nowhere else"), *PARTS_OF_BODY.items()],
        required=False,
    )
    note = forms.CharField(label="Note", max_length=2000, required=False)

    @classmethod
    def begun(cls, data: QueryDict) -> "FindingForm":
        """What was begun on a page and not added, to be shown as it was; empty where nothing was."""
        given = {name: data.get(name, "") for name in cls.base_fields}
        return cls(initial=given) if any(given[name] for name in BY_HAND) else cls()

    @property
    def is_begun(self) -> bool:
        """Something was chosen or typed that no page came with."""
        return any(self[name].value() for name in BY_HAND)

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        given = self.cleaned_data
        side, region = given["place"].split(":")
        rest = {name: given[name] for name in ("kind", "severity", "refers_to", "note")}
        return {"side": side, "region": region, **rest}
