"""Fields that take what people write and hand over what the intake schema wants."""

import re
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from assessments.rules.event_days import EventDays, in_weeks
from assessments.rules.spans import convert, in_words_of, tidy
from hekas.web.forms import DateParts, NumberText, PlainText

NUMBER = re.compile(r"^(?:about|around|ca\.?|~)?\s*(\d{1,6}(?:\.\d{1,4})?)$", re.IGNORECASE | re.ASCII)
THOUSANDS = re.compile(r",(?=\d{3}\b)")
WRITTEN = ("%Y-%m-%d", "%d/%m/%Y", "%d %m %Y", "%d.%m.%Y")  # a calendar's own, and what is typed without one
NUMERIC = "number"


class AboutNumber(forms.Field):
    """A number between two limits; "about 3", "1,5" and "1,000" are understood. None where left empty.

    `of` is what it counts, for the errors of one that stands beside another input.
    """

    def __init__(
        self, *, low: float, high: float, whole: bool = False, unit: str = "", of: str = "", **kwargs: Any
    ) -> None:
        self.low, self.high, self.whole = low, high, whole
        self.of = f" of {of}" if of else ""
        kwargs.setdefault("widget", NumberText(unit=unit, decimal=not whole))
        super().__init__(**kwargs)

    def to_python(self, value: str | None) -> float | None:
        text = THOUSANDS.sub("", (value or "").strip()).replace(",", ".")
        if not text:
            return None
        match = NUMBER.match(text)
        if match is None:
            raise ValidationError(
                f"Enter a number{self.of}, such as {tidy(max(self.low, min(self.high, 3)))}", NUMERIC
            )
        return self._within(tidy(float(match[1])))

    def _within(self, number: float) -> float:
        if self.whole and number != int(number):
            raise ValidationError(f"Enter a whole number{self.of}", NUMERIC)
        if not self.low <= number <= self.high:
            raise ValidationError(f"Enter a number{self.of} from {self.low:g} to {self.high:g}", NUMERIC)
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


class ComingParts(DateParts):
    """A date in the browser's own calendar, or in how many weeks."""

    labels = ("The date", "Or weeks from now")
    inputs = {NUMERIC: 1}

    def __init__(self, first: date, last: date) -> None:
        self.today = first
        limits = {"min": first.isoformat(), "max": last.isoformat()}
        calendar = forms.DateInput({"type": "date", "class": "w-10", **limits}, format="%Y-%m-%d")
        forms.MultiWidget.__init__(self, [calendar, NumberText()])

    def decompress(self, value: date | EventDays | None) -> list[Any]:
        """What was told in weeks is shown in weeks: sent again it is no day that is known."""
        if not isinstance(value, EventDays):
            return [value, None]
        return [None, value.weeks_from(self.today) if self.today <= value.last else None]


class ComingDate(forms.MultiValueField):
    """A date that is not over yet, within five years: by the calendar, or by the weeks until then.

    Weeks become the nearest Saturday and the days around it, as the day itself is not known.
    """

    def __init__(self, *, now: datetime, noun: str = "date", **kwargs: Any) -> None:
        self.today, self.noun = timezone.localtime(now).date(), noun
        self.last = self.today + timedelta(days=5 * 366)
        parts = [forms.DateField(required=False, input_formats=WRITTEN), weeks_away()]
        parts[0].error_messages["invalid"] = f"The {noun} must be a real date, like 27/3/2027"
        self.told: EventDays | None = None  # before, in weeks: the same weeks again are the same days
        widget = ComingParts(self.today, self.last)
        super().__init__(parts, widget=widget, require_all_fields=False, **kwargs)

    def compress(self, values: list[Any]) -> date | EventDays | None:
        day, weeks = values or (None, None)
        if day and weeks is not None:
            raise ValidationError("Give the date or the number of weeks, not both")
        if self.told and self.told.last >= self.today and weeks == self.told.weeks_from(self.today):
            return self.told
        if weeks is not None:
            return in_weeks(weeks, self.today)
        if day and not self.today <= day <= self.last:
            raise ValidationError(f"The {self.noun} must be today or later, within five years")
        return day


def weeks_away() -> AboutNumber:
    return AboutNumber(low=0, high=104, whole=True, of="weeks", required=False)


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
