"""Text in, domain values out. `form_of` makes the form of any page of the intake."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from assessments.forms.body_map import BodyMapForm
from assessments.forms.injuries import InjuriesForm
from assessments.forms.page import PageForm
from assessments.forms.weeks import WeeksForm
from assessments.rules.questionnaire_terms import Page

LAYOUTS: dict[str, type[PageForm]] = {
    "body_map": BodyMapForm,
    "weeks": WeeksForm,
    "injuries": InjuriesForm,
}


def form_of(
    page: Page, answers: Mapping[str, Any], *, now: datetime, data: Mapping[str, Any] | None = None
) -> PageForm:
    """The form of a page, with what is answered so far; bound where `data` is given."""
    return LAYOUTS.get(page.layout, PageForm)(page, answers, now=now, data=data)
