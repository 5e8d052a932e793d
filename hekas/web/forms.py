"""Forms that speak plainly: the server decides what is missing, and says so in our own words."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import pretty_name

# Each names its question, so that a line of the error summary makes sense by itself.
WORDS = {"required": "Fill in “{}”", "invalid_choice": "Choose one of the answers to “{}”"}
WORDS_FOR_CHOICES = WORDS | {"required": "Choose an answer to “{}”"}


class PlainBoundField(forms.BoundField):
    """A group of radios is described by its fieldset, and a radio has no aria-invalid in ARIA 1.2."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        built = super().build_widget_attrs(attrs, widget)
        if (widget or self.field.widget).use_fieldset:
            built.pop("aria-invalid", None)
            built.pop("aria-describedby", None)
        return built


class PlainForm(forms.Form):
    """Mix in before forms.Form or forms.ModelForm.

    `heading_field` names the field whose label is the page's h1; `marks_optional` is for forms
    in which most text fields are asked for, so that the others say "(optional)".
    """

    use_required_attribute = False
    bound_field_class = PlainBoundField
    heading_field = ""
    marks_optional = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        for name, field in self.fields.items():
            speak_plainly(field, str(field.label or pretty_name(name)))


def speak_plainly(field: forms.Field, label: str) -> None:
    """Replace Django's stock sentences; whatever a form says itself stays."""
    words = WORDS_FOR_CHOICES if isinstance(field, forms.ChoiceField) else WORDS
    stock = {code: text for kind in type(field).__mro__ for code, text in stock_errors(kind).items()}
    for code in words.keys() & field.error_messages.keys():
        if field.error_messages[code] == stock.get(code):
            field.error_messages[code] = words[code].format(label)


def stock_errors(kind: type) -> Mapping[str, Any]:
    return getattr(kind, "default_error_messages", {}) if kind.__module__.startswith("django.") else {}


class HintedOptions:
    """Options that may bring a hint or a drawing (a static file), and one that excludes the others."""

    def __init__(
        self,
        *args: Any,
        hints: Mapping[str, str] | None = None,
        exclusive: str = "",
        pictures: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.hints = dict(hints or {})
        self.exclusive = exclusive
        self.pictures = dict(pictures or {})

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)  # type: ignore[misc]
        option["hint"] = self.hints.get(str(value), "")
        option["picture"] = self.pictures.get(str(value), "")
        option["exclusive"] = bool(self.exclusive) and str(value) == self.exclusive
        if option["exclusive"]:
            option["attrs"]["data-exclusive"] = ""
        return option


class RadioRows(HintedOptions, forms.RadioSelect):
    """One answer of several, as rows. `inline=True` sets short answers side by side on a wide screen."""

    def __init__(self, *args: Any, inline: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.inline = inline


class CheckRows(HintedOptions, forms.CheckboxSelectMultiple):
    """Any number of answers, as rows; `exclusive` is the value that unticks the others."""


class Scale(forms.RadioSelect):
    """0 to 10 as eleven radios; `low` and `high` put the ends into words."""

    def __init__(self, low: str, high: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.low, self.high = low, high


def scale_choices() -> list[tuple[str, str]]:
    return [(str(step), str(step)) for step in range(11)]


class NumberText(forms.TextInput):
    """A number typed as text: no spinner and no wheel to change it by accident. `unit` stands beside it."""

    def __init__(self, unit: str = "", decimal: bool = False, width: int = 4) -> None:
        mode = "decimal" if decimal else "numeric"
        super().__init__({"inputmode": mode, "class": f"w-{width}", "autocomplete": "off"})
        self.unit = unit


class DateParts(forms.MultiWidget):
    """Day, month and year as three inputs. The ids are <id>_0, <id>_1 and <id>_2."""

    labels = ("Day", "Month", "Year")

    def __init__(self) -> None:
        shown = {"inputmode": "numeric", "autocomplete": "off"}
        super().__init__([forms.TextInput(shown | {"class": width}) for width in ("w-2", "w-2", "w-4")])

    def decompress(self, value: date | None) -> list[int | None]:
        return [value.day, value.month, value.year] if value else [None, None, None]


class DateOfThree(forms.MultiValueField):
    """A date typed as three numbers. Says which part is missing; a bare "12 13 2020" is not a real date."""

    widget = DateParts

    def __init__(self, *, noun: str = "date", **kwargs: Any) -> None:
        self.noun = noun
        kwargs.setdefault("error_messages", {}).setdefault("required", f"Enter the {noun}")
        parts = [forms.CharField(required=False, max_length=4) for _ in DateParts.labels]
        super().__init__(parts, require_all_fields=False, **kwargs)

    def compress(self, values: list[str]) -> date | None:
        if not any(values):
            return None
        missing = [label.lower() for label, value in zip(DateParts.labels, values, strict=True) if not value]
        if missing:
            raise ValidationError(f"The {self.noun} must include a {' and a '.join(missing)}")
        return self._real_date(values)

    def _real_date(self, values: list[str]) -> date:
        try:
            day, month, year = (int(value) for value in values)
            return date(year, month, day)
        except ValueError as fault:
            raise ValidationError(f"The {self.noun} must be a real date, like 27 3 1984") from fault


class PlainText(forms.CharField):
    """Somebody's own words, of any length up to `most`; says how long it is where it is too long."""

    widget = forms.Textarea

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        self.most = most
        kwargs.setdefault("widget", forms.Textarea({"rows": 5}))
        super().__init__(**kwargs)
        self.validators = []

    def clean(self, value: str | None) -> str:
        text: str = super().clean((value or "").replace("\r\n", "\n"))
        if "\x00" in text:
            raise ValidationError("There is a hidden character in this text. Type it again, please")
        if len(text) > self.most:
            raise ValidationError(f"Keep it to {self.most:,} characters. You have {len(text):,}")
        return text
