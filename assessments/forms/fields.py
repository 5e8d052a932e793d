"""Fields that take what people write and hand over what the intake schema wants."""

import re
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from assessments.rules.spans import convert, in_words_of, tidy
from hekas.web.forms import DateOfThree, DateParts, NumberText, PlainText

NUMBER = re.compile(r"^(?:about|around|ca\.?|~)?\s*(\d{1,6}(?:\.\d{1,4})?)$", re.IGNORECASE | re.ASCII)
THOUSANDS = re.compile(r",(?=\d{3}\b)")


class AboutNumber(forms.Field):
    """A number between two limits; "about 3", "1,5" and "1,000" are understood. None where left empty."""

    def __init__(
        self, *, low: float, high: float, whole: bool = False, unit: str = "", **kwargs: Any
    ) -> None:
        self.low, self.high, self.whole = low, high, whole
        kwargs.setdefault("widget", NumberText(unit=unit, decimal=not whole))
        super().__init__(**kwargs)

    def to_python(self, value: str | None) -> float | None:
        text = THOUSANDS.sub("", (value or "").strip()).replace(",", ".")
        if not text:
            return None
        match = NUMBER.match(text)
        if match is None:
            raise ValidationError(f"Enter a number, such as {tidy(max(self.low, min(self.high, 3)))}")
        return self._within(tidy(float(match[1])))

    def _within(self, number: float) -> float:
        if self.whole and number != int(number):
            raise ValidationError("Enter a whole number")
        if not self.low <= number <= self.high:
            raise ValidationError(f"Enter a number from {self.low:g} to {self.high:g}")
        return number


class SpanParts(DateParts):
    """A number and a unit side by side."""

    labels = ("How long", "In")

    def __init__(self, unit: str, units: tuple[str, ...]) -> None:
        self.stored_in, self.units = unit, units
        choices = [(name, name) for name in units]
        inner = [NumberText(decimal=True), forms.Select({"class": "w-10"}, choices)]
        forms.MultiWidget.__init__(self, inner)

    def decompress(self, value: float | None) -> list[Any]:
        return (
            list(in_words_of(value, self.stored_in, self.units)) if value is not None else [None, self._usual]
        )

    @property
    def _usual(self) -> str:
        return self.stored_in if self.stored_in in self.units else self.units[0]


class Span(forms.MultiValueField):
    """A length of time in any of `units`, handed over in `unit`."""

    def __init__(self, *, low: float, high: float, unit: str, units: tuple[str, ...], **kwargs: Any) -> None:
        self.low, self.high, self.unit = low, high, unit
        parts = [
            AboutNumber(low=0, high=999_999, required=False),
            forms.ChoiceField(choices=[(name, name) for name in units], required=False),
        ]
        super().__init__(parts, widget=SpanParts(unit, units), require_all_fields=False, **kwargs)

    def compress(self, values: list[Any]) -> float | None:
        if not values or values[0] is None:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        amount = convert(values[0], values[1] or self.unit, self.unit)
        if not self.low <= amount <= self.high:
            raise ValidationError(f"This must be from {self.low:g} to {self.high:g} {self.unit}")
        return amount


class ComingDate(DateOfThree):
    """A date that is not over yet, and not more than five years away."""

    def __init__(self, *, now: datetime, **kwargs: Any) -> None:
        self.today = timezone.localtime(now).date()
        super().__init__(**kwargs)

    def compress(self, values: list[str]) -> date | None:
        day = super().compress(values)
        if day and not 0 <= (day - self.today).days <= 5 * 366:
            raise ValidationError(f"The {self.noun} must be today or later, within five years")
        return day


NONE_AT_ALL = frozenset(
    {"", "-", "0", "n/a", "na", "nil", "no", "no sport", "no sports", "none", "none at all", "nothing"}
)


class ShortList(PlainText):
    """A few short words with commas or lines between them, as a list without doubles; "none" is no entry."""

    def __init__(self, *, most_items: int, most_letters: int = 60, **kwargs: Any) -> None:
        self.most_items, self.most_letters = most_items, most_letters
        kwargs.setdefault("widget", forms.TextInput({"autocomplete": "off"}))
        super().__init__(most=4000, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: str | None) -> list[str]:  # type: ignore[override]
        items = [item.strip() for item in re.split(r"[,;\n]", super().clean(value))]
        items = list(dict.fromkeys(item for item in items if item.lower().rstrip(".!") not in NONE_AT_ALL))
        if len(items) > self.most_items:
            raise ValidationError(f"Give at most {self.most_items}")
        if any(len(item) > self.most_letters for item in items):
            raise ValidationError(f"Keep each to {self.most_letters} letters")
        return items
