"""One page of the intake as a form, built from the questionnaire's data."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from assessments.forms.fields import AboutNumber, ComingDate, ShortList, Span
from assessments.forms.moments import Moment
from assessments.rules.event_days import NOTED_DAYS, EventDays, event_days
from assessments.rules.questionnaire_terms import UNSURE, Page, Question
from assessments.rules.routing import answer_at
from hekas.web.forms import CheckRows, PlainForm, PlainText, RadioRows, Scale, scale_choices, speak_plainly

Build = Callable[[Question, datetime, dict[str, Any]], forms.Field]


class PageForm(PlainForm):
    """The questions of a page. `given()` has the answer of each key; None is: not answered."""

    marks_optional = False

    def __init__(
        self, page: Page, answers: Mapping[str, Any], *, now: datetime, data: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data=data)
        self.page = page
        for question in page.questions:
            left_open = answer_at(answers, question.left_open) is True
            self.add(question, [UNSURE] if left_open else _told_before(question, answers), now)
        if len(page.questions) == 1:
            self.heading_field = page.questions[0].field

    def add(self, question: Question, answer: Any, now: datetime) -> None:
        field = field_of(question, now)
        speak_plainly(field, question.short)
        if isinstance(field, ComingDate) and isinstance(answer, EventDays):
            field.told = answer
        self.fields[question.field] = field
        self.initial[question.field] = shown(question, answer)

    def given(self) -> dict[str, Any]:
        """Key → answer, as the intake schema has it. Only of a valid form."""
        return self._told(self.page.questions)

    def given_so_far(self) -> dict[str, Any]:
        """As given(), of a page that may not be finished: what is answered, and well."""
        self.errors  # noqa: B018  cleans
        clean = [q for q in self.page.questions if q.field in self.cleaned_data]
        return {key: value for key, value in self._told(clean).items() if value is not None}

    def _told(self, questions: Iterable[Question]) -> dict[str, Any]:
        answers = {q.key: stored(q, self.cleaned_data[q.field]) for q in questions}
        marks = {q.left_open: self.cleaned_data[q.field] == [UNSURE] or None for q in questions}
        needed = {q.left_open for q in questions if q.kind == "many_of" and q.must}
        return answers | {key: marks[key] for key in needed} | self._days(questions)

    def _days(self, questions: Iterable[Question]) -> dict[str, Any]:
        """Beside a date, the days around it where it was told in weeks; None where it is known."""
        dates = [self.cleaned_data[q.field] for q in questions if q.kind == "date"]
        rough = [day.noted() for day in dates if isinstance(day, EventDays)]
        return {NOTED_DAYS: next(iter(rough), None)} if dates else {}


def _told_before(question: Question, answers: Mapping[str, Any]) -> Any:
    if question.kind == "date" and (days := event_days(answers)):
        return days
    return answer_at(answers, question.key)


class AloneRows(CheckRows):
    """Rows of boxes in which "None of these" and "I’m not sure" each stand alone."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if str(value) == UNSURE:
            option["attrs"]["data-exclusive"] = ""
        return option


class OneOrNone(forms.MultipleChoiceField):
    """Any number of choices; one that stands alone can't be ticked beside another."""

    def __init__(self, *, alone: Mapping[str, str], **kwargs: Any) -> None:
        self.alone = alone
        super().__init__(**kwargs)

    def clean(self, value: Any) -> list[str]:
        ticked: list[str] = list(dict.fromkeys(super().clean(value)))
        lonely = [code for code in ticked if code in self.alone]
        if lonely and len(ticked) > 1:
            raise ValidationError(f"Tick what fits, or “{self.alone[lonely[0]]}”, not both")
        return ticked


def field_of(question: Question, now: datetime) -> forms.Field:
    """The field of a question, with its words and what is said when it is missing."""
    common = {
        "label": question.ask,
        "help_text": question.hint,
        "required": question.must,
        "error_messages": {"required": missing(question)},
    }
    return BUILDERS[question.kind](question, now, common)


def missing(question: Question) -> str:
    verb = "choose an answer" if question.choices else "enter a number"
    return f"{question.short}: {verb}"


def _choice(question: Question, now: datetime, common: dict[str, Any]) -> forms.Field:
    hints = {choice.value: choice.hint for choice in question.choices if choice.hint}
    widget = RadioRows(hints=hints, inline=question.kind in ("yes_no", "boolean"))
    return forms.ChoiceField(choices=_pairs(question), widget=widget, **common)


def _many(question: Question, now: datetime, common: dict[str, Any]) -> forms.Field:
    hints = {choice.value: choice.hint for choice in question.choices if choice.hint}
    alone = {choice.value: choice.label for choice in question.choices if choice.alone}
    widget = AloneRows(hints=hints, exclusive=next(iter(alone), ""), pictures=question.pictures)
    return OneOrNone(alone=alone, choices=_pairs(question), widget=widget, **common)


def _number(question: Question, now: datetime, common: dict[str, Any]) -> forms.Field:
    whole = question.kind == "whole"
    return AboutNumber(low=question.min, high=question.max, whole=whole, unit=question.unit, **common)


def _scale(question: Question, now: datetime, common: dict[str, Any]) -> forms.Field:
    return forms.ChoiceField(choices=scale_choices(), widget=Scale(*question.ends), **common)


def _span(question: Question, now: datetime, common: dict[str, Any]) -> forms.Field:
    limits = {"low": question.min, "high": question.max}
    return Span(unit=question.unit, units=question.units, **limits, **common)


def _text(question: Question, now: datetime, common: dict[str, Any]) -> forms.Field:
    return PlainText(most=question.most, **common)


def _pairs(question: Question) -> list[tuple[str, str]]:
    return [(choice.value, choice.label) for choice in question.choices]


BUILDERS: dict[str, Build] = {
    "yes_no": _choice,
    "boolean": _choice,
    "one_of": _choice,
    "many_of": _many,
    "whole": _number,
    "number": _number,
    "scale": _scale,
    "span": _span,
    "text": _text,
    "moment": lambda question, now, common: Moment(now=now, noun="last cramp", **common),
    "date": lambda question, now, common: ComingDate(now=now, noun="date", **common),
    "short_list": lambda question, now, common: ShortList(most_items=question.most, **common),
}


def shown(question: Question, answer: Any) -> Any:
    """An answer as its field shows it."""
    if question.kind == "boolean":
        return {True: "yes", False: "no"}.get(answer)
    if question.kind == "moment" and answer:
        return datetime.fromisoformat(answer)
    if question.kind == "date" and isinstance(answer, str):
        return date.fromisoformat(answer)
    return answer


def stored(question: Question, cleaned: Any) -> Any:
    """What a field has cleaned as the intake schema has it. Nothing given is None, never "no"."""
    if cleaned in ("", None, [], [UNSURE]):
        return None
    if question.kind == "boolean":
        return cleaned == "yes"
    if question.kind == "scale":
        return int(cleaned)
    day = cleaned.day if isinstance(cleaned, EventDays) else cleaned
    return day.isoformat() if isinstance(day, date) else day
