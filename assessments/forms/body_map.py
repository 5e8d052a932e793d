"""Where it cramps: the list is the control, and the drawing needs to know which region is whose box."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django import forms

from assessments.forms.page import PageForm
from assessments.labels import NEAR_THE_CALF
from assessments.rules.questionnaire_terms import Page, Question
from assessments.rules.routing import NOTED, answer_at
from hekas.web.forms import CheckRows

PLACES, NEAR, SIDE = "cramps-places", "noted-places", "cramps-side"
REGIONS = {
    "behind_knee": "behind_knee",
    "calf_inner": "upper_calf",
    "calf_outer": "upper_calf",
    "lower_calf": "lower_calf",
    "foot": "foot",
    "heel_cord": "heel_cord",
    "shin": "shin",
    "outer_side": "outer_side",
}


class BodyMapForm(PageForm):
    """A page with a drawing of both legs over its list of places.

    The intake schema has five places. What is marked beside them goes to the therapist as a note, and the
    page says so: it weighs in no rule.
    """

    def __init__(
        self, page: Page, answers: Mapping[str, Any], *, now: datetime, data: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(page, answers, now=now, data=data)
        self.fields[NEAR] = forms.MultipleChoiceField(
            label="Or near the calf?",
            help_text="A note for your therapist. It does not change your result.",
            choices=list(NEAR_THE_CALF.items()),
            required=False,
            widget=CheckRows(),
        )
        self.initial[NEAR] = answer_at(answers, NOTED)
        self.order_fields([PLACES, NEAR, SIDE])

    @property
    def regions(self) -> dict[str, str]:
        """Region of the drawing → id of the checkbox that it ticks."""
        boxes = {str(box.data["value"]): box.id_for_label for name in (PLACES, NEAR) for box in self[name]}
        return {region: boxes[place] for region, place in REGIONS.items()}

    def _told(self, questions: Iterable[Question]) -> dict[str, Any]:
        return {**super()._told(questions), NOTED: self.cleaned_data.get(NEAR) or None}
