"""What is wrong with a form of the settings: how many faults, which, and the way to each."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django import forms
from django.utils.text import capfirst

from hekas.web.templatetags.ui import Fault, first_input


def name_what_is_missing(form: Any) -> None:
    """What was left out is named, as on every page, and not called "this field"."""
    for field in form.base_fields.values():
        verb = "Choose" if hasattr(field, "choices") else "Fill in"
        field.error_messages["required"] = f"{verb} “{capfirst(field.label)}”"


def name_no_choice(field: Any) -> None:
    """A list in which nothing is chosen says so, instead of Django's nine dashes."""
    words = "Choose" if field.required else "–"
    if getattr(field, "empty_label", None):
        field.empty_label = words
    elif isinstance(field, forms.TypedChoiceField) and field.choices and field.choices[0][0] in ("", None):
        field.choices = [("", words), *field.choices[1:]]


def faults_of(form: forms.BaseForm, formsets: Iterable[Any]) -> list[Fault]:
    """In the order of the page: the form, then the rows of each kind inside it."""
    return [*_of(form), *(fault for rows in formsets for fault in _of_rows(rows.formset))]


def heading_of(faults: Sequence[Fault]) -> str:
    """As on every page for one; for more, how many."""
    return "There is a problem" if len(faults) == 1 else f"There are {len(faults)} problems"


def _of_rows(rows: Any) -> Iterator[Fault]:
    yield from (Fault("", words) for words in rows.non_form_errors())
    kind = capfirst(rows.model._meta.verbose_name)
    for number, form in enumerate(rows.forms, start=1):
        gone = rows.can_delete and rows._should_delete_form(form)
        yield from () if gone else _of(form, f"{kind} {number}: ")


def _of(form: forms.BaseForm, where: str = "") -> Iterator[Fault]:
    yield from (Fault("", f"{where}{words}") for words in form.non_field_errors())
    for field in form:
        name = capfirst(str(field.label)).removesuffix(" (optional)")
        for words in field.errors:
            told = words if name in words else f"{name}: {words}"
            yield Fault(first_input(field) or f"{field.auto_id}_0", f"{where}{told}")
