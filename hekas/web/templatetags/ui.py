"""What the components ask of a form, and the marks that go with a kind of notice or status."""

from dataclasses import dataclass, replace
from typing import Any

from django import forms, template
from django.contrib.auth.password_validation import password_validators_help_text_html
from django.forms.boundfield import BoundField, BoundWidget
from django.forms.utils import pretty_name
from django.http import HttpRequest
from django.urls import resolve, reverse

from hekas.web.access import Kind, access_of
from hekas.web.forms import WORDS, DateParts, Scale

register = template.Library()
AS_WE_WRITE_IT = {
    "Email": "E-mail address",
    "Email address": "E-mail address",
    "Credential": "Passkey",
}  # a library's labels
WHAT_IS_SAFE = "10 characters or more. Not a common one, your own name or address, or words of this site."

NOTICES = {
    "info": ("information-circle", "Note"),
    "success": ("check-circle", "Done"),
    "done": ("check-circle", "Done"),
    "warning": ("exclamation-triangle", "Take care"),
    "caution": ("exclamation-triangle", "Take care"),
    "error": ("exclamation-circle", "Important"),
    "urgent": ("exclamation-circle", "Important"),
}
TAG_ICONS = {
    "done": "check-circle",
    "booked": "check",
    "arrived": "check",
    "inroom": "arrow-right-end-on-rectangle",
    "held": "lock-closed",
    "waiting": "clock",
    "missed": "x-circle",
    "cancelled": "minus-circle",
    "urgent": "exclamation-circle",
    "caution": "exclamation-triangle",
    "new": "sparkles",
}
STAFF_LINKS = (
    ("Today", "portal:therapist_day"),
    ("Clinic", "portal:clinic_day"),
    ("To call", "assessments:held"),
    ("Doubts", "privacy:review_list"),
    ("Rules", "assessments:agreement"),
    ("Figures", "bookings:figures"),
    ("Messages", "messaging:log"),
    ("Privacy", "privacy:wishes"),
    ("Settings", "admin:index"),
)
WITHIN = {"privacy:wishes": ("privacy:audit_search", "privacy:same_person")}  # pages that one opens from it


@dataclass(frozen=True)
class Link:
    """`here`: the address that the page being read stands under; empty for none."""

    label: str
    href: str
    here: str


@dataclass(frozen=True)
class Fault:
    target: str
    message: str


@register.filter
def faults(form: forms.BaseForm) -> list[Fault]:
    """Every error of a bound form in the order of its fields, with the id of the input to go to."""
    general = [Fault("", message) for message in form.non_field_errors()]
    return general + [
        Fault(input_at_fault(field, error.code), words)
        for field in form
        for words, error in zip(field.errors, field.errors.as_data(), strict=True)
    ]


def input_at_fault(field: BoundField, code: str | None) -> str:
    """The input that an error names by its code, where its field has several; else the first one."""
    place = getattr(field.field.widget, "inputs", {}).get(code)
    return f"{field.auto_id}_{place}" if place is not None else first_input(field)


def first_input(field: BoundField) -> str:
    many = isinstance(
        field.field.widget, (forms.RadioSelect, forms.CheckboxSelectMultiple, forms.MultiWidget)
    )
    return f"{field.auto_id}_{getattr(field.field.widget, 'first', 0)}" if many else field.id_for_label


@register.filter
def field_kind(field: BoundField) -> str:
    """Which template of hekas/kinds draws the field."""
    widget = field.field.widget
    if isinstance(widget, Scale):
        return "scale"
    if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return "choices"
    if isinstance(widget, DateParts):
        return "moment" if "_on" in widget.widgets_names else "parts"
    return "checkbox" if isinstance(widget, forms.CheckboxInput) else "input"


@register.filter
def is_heading(field: BoundField) -> bool:
    return getattr(field.form, "heading_field", "") == field.name


@register.filter
def is_optional(field: BoundField) -> bool:
    return getattr(field.form, "marks_optional", False) and not field.field.required


@register.filter
def parts(field: BoundField) -> list[dict[str, Any]]:
    """The inputs of a date in three parts: label, id and rendered tag each."""
    widget = field.field.widget
    values = part_values(field)
    invalid = {"aria-invalid": "true"} if field.errors else {}
    own = {"form": widget.attrs["form"], **invalid} if "form" in widget.attrs else invalid
    return [
        {
            "label": label,
            "id": f"{field.auto_id}_{index}",
            "tag": inner.render(
                f"{field.html_name}_{index}", value, {"id": f"{field.auto_id}_{index}", **own}
            ),
        }
        for index, (label, inner, value) in enumerate(
            zip(widget.labels, widget.widgets, values, strict=False)
        )
    ]


def part_values(field: BoundField) -> list[Any]:
    """What stands in each input of a field of several."""
    values = field.value()
    return values if isinstance(values, list) else list(field.field.widget.decompress(values))


@register.filter
def day_rows(field: BoundField) -> list[BoundWidget]:
    """The rows of a moment that name its day."""
    rows, name, own = field.field.widget.widgets[-1], f"{field.html_name}_on", {"id": f"{field.auto_id}_on"}
    chosen = part_values(field)[-1]
    return [BoundWidget(rows, row, field.form.renderer) for row in rows.subwidgets(name, chosen, own)]


@register.filter
def lines(value: object) -> list[object]:
    """An answer as a list: what is a list already stays one."""
    return list(value) if isinstance(value, (list, tuple)) else [value]


@register.filter
def notice_icon(kind: str) -> str:
    return NOTICES.get(kind, NOTICES["info"])[0]


@register.filter
def notice_word(kind: str) -> str:
    return NOTICES.get(kind, NOTICES["info"])[1]


@register.filter
def tag_icon(kind: str) -> str:
    return TAG_ICONS.get(kind, "")


@register.filter
def initials(name: str) -> str:
    """Amira Khan → AK"""
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


@register.filter
def as_range(number: int | None) -> range:
    """So that a template can count."""
    return range(max(0, int(number or 0)))


@register.filter
def staff_links(request: HttpRequest) -> list[Link]:
    """The pages of work that this person's role may open; the nearest to the one being read is marked."""
    links = [link for label, name in STAFF_LINKS if (link := staff_link(request, label, name))]
    nearest = max((link.here for link in links), key=len, default="")
    return [replace(link, here=link.here if link.here == nearest else "") for link in links]


def staff_link(request: HttpRequest, label: str, name: str) -> Link | None:
    href = reverse(name)
    access = access_of(resolve(href).func)
    if access is None or (access.kind is Kind.REQUIRES and not request.user.may(access.detail)):
        return None
    within = (href, *map(reverse, WITHIN.get(name, ())))
    here = max((one for one in within if request.path.startswith(one)), key=len, default="")
    return Link(label, href, here)


@register.simple_tag
def beside(refused: Any, *place: object) -> str:
    """What is wrong with one control of a page that was refused; its id may be given in parts."""
    return str(refused.beside.get("".join(map(str, place)), "")) if refused else ""


@register.filter
def in_our_words(form: forms.BaseForm) -> forms.BaseForm:
    """A library's form without placeholders, which repeat the label; its words as we say them."""
    for name, field in form.fields.items():
        field.widget.attrs.pop("placeholder", None)
        label = str(pretty_name(name) if field.label is None else field.label).capitalize()
        field.label = form[name].label = AS_WE_WRITE_IT.get(label, label)
        if field.help_text == password_validators_help_text_html():
            field.help_text = form[name].help_text = WHAT_IS_SAFE
        for fault in form[name].errors.as_data():
            if fault.code == "required":
                fault.message = WORDS["required"].format(field.label)
    return form
