"""Old injuries: tick where, then a little about each."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.forms.boundfield import BoundField, BoundWidget

from assessments.forms.fields import Span
from assessments.forms.page import OneOrNone, PageForm
from assessments.rules.questionnaire_terms import Question
from hekas.web.forms import CheckRows, RadioRows

SIDES = [("left", "Left"), ("right", "Right"), ("both", "Both")]
YES_NO = [("yes", "Yes"), ("no", "No")]
TRUTH = {"yes": True, "no": False}
NONE = "none"


@dataclass(frozen=True)
class SiteRow:
    """One place on the page: its box to tick, and the questions that open below it."""

    box: BoundWidget
    details: tuple[BoundField, ...]


class InjuriesForm(PageForm):
    """The answer is a list of injuries, one for each ticked place; "None of these" is an empty list."""

    def add(self, question: Question, answer: Any, now: datetime) -> None:
        self.question = question
        known = {injury["site"]: injury for injury in answer or []}
        self.fields["sites"] = sites_field(question)
        self.initial["sites"] = [NONE] if answer == [] else list(known)
        for choice in question.choices:
            if choice.value != NONE:
                self._add_details(choice.value, known.get(choice.value, {}))

    def _add_details(self, site: str, injury: dict[str, Any]) -> None:
        for name, field in detail_fields(site).items():
            self.fields[f"{site}-{name}"] = field
            value = injury.get(name)
            self.initial[f"{site}-{name}"] = {True: "yes", False: "no"}.get(value, value)

    def given(self) -> dict[str, Any]:
        ticked = self.cleaned_data["sites"]
        if not ticked:
            return {self.question.key: None}
        return {self.question.key: [self._injury(site) for site in ticked if site != NONE]}

    def given_so_far(self) -> dict[str, Any]:
        return self.given() if self.is_valid() else {}

    def _injury(self, site: str) -> dict[str, Any]:
        details = {name: self.cleaned_data[f"{site}-{name}"] for name in detail_fields(site)}
        told = {name: TRUTH.get(value, value) for name, value in details.items() if value not in ("", None)}
        return {"site": site, **told}

    @property
    def rows(self) -> list[SiteRow]:
        return [
            SiteRow(box, tuple(self[f"{site}-{name}"] for name in detail_fields(site)))
            if (site := str(box.data["value"])) != NONE
            else SiteRow(box, ())
            for box in self["sites"]
        ]


def sites_field(question: Question) -> OneOrNone:
    return OneOrNone(
        alone={NONE: question.label_of(NONE)},
        choices=[(choice.value, choice.label) for choice in question.choices],
        widget=CheckRows(exclusive=NONE),
        label=question.ask,
        help_text=question.hint,
        required=False,
    )


def detail_fields(site: str) -> dict[str, forms.Field]:
    units = ("weeks", "months", "years")
    fields: dict[str, forms.Field] = {} if site == "back" else {"side": _radios("Which side?", SIDES)}
    return fields | {
        "months_ago": Span(
            low=0, high=960, unit="months", units=units, label="How long ago?", required=False
        ),
        "surgery": _radios("Was it operated on?", YES_NO),
        "fully_recovered": _radios("Do you feel fully recovered?", YES_NO),
    }


def _radios(label: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(choices=choices, label=label, required=False, widget=RadioRows(inline=True))
