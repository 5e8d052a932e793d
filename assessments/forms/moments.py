"""A moment that is over: today, yesterday or another day, and about what time."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from hekas.web.forms import DateOfThree, DateParts, RadioRows
from hekas.web.templatetags.plain import day as in_words

CLOCK = re.compile(r"^(\d{1,2})(?:[:.]?(\d{2}))?\s*(am|pm)?$", re.IGNORECASE | re.ASCII)
WORDS_FOR_TIMES = {"noon": time(12), "midday": time(12), "midnight": time(0)}
ANOTHER, UNSURE = "another", "unsure"


class MomentParts(DateParts):
    """Rows for the day, then day, month and year of another one, and the time. Names end in _on and _0 to _3.

    The row for today sends its date: a page that is open over midnight still means the day that it showed.
    """

    labels = (*DateParts.labels, "About what time?")
    first = "on_0"
    inputs = {"day": 0, "clock": 3}

    def __init__(self, today: date, *, may_be_unsure: bool) -> None:
        super().__init__()
        self.near = {day.isoformat(): day for day in (today, today - timedelta(days=1))}
        rows = [*zip(self.near, ("Today", "Yesterday"), strict=True), (ANOTHER, "Another day")]
        hints = {code: in_words(day) for code, day in self.near.items()}
        unsure = [(UNSURE, "I’m not sure")] if may_be_unsure else []
        clock = forms.TextInput({"type": "time", "class": "w-10", "autocomplete": "off"})
        days = RadioRows(choices=rows + unsure, hints=hints)
        named = {str(place): widget for place, widget in enumerate([*self.widgets, clock])}
        forms.MultiWidget.__init__(self, named | {"on": days})

    def decompress(self, value: datetime | None) -> list[Any]:
        if value is None:
            return [None] * 5
        local = timezone.localtime(value)
        return self._placed([None, None, None, f"{local:%H:%M}", local.date().isoformat()])

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[Any]:
        return self._placed(super().value_from_datadict(data, files, name))

    def _placed(self, values: list[Any]) -> list[Any]:
        """A day that has no row of its own (any more) stands in the boxes of another day."""
        *parts, clock, on = values
        day = real_day(on)
        if day and on not in self.near:
            return [day.day, day.month, day.year, clock, ANOTHER]
        return [*parts, clock, on or (ANOTHER if any(parts) else None)]


class Moment(DateOfThree):
    """A past moment in the clinic's zone, as an aware datetime; None where unsure or left empty."""

    def __init__(self, *, now: datetime, required: bool = True, **kwargs: Any) -> None:
        self.now = now
        today = timezone.localtime(now).date()
        kwargs.setdefault("widget", MomentParts(today, may_be_unsure=not required))
        super().__init__(required=required, **kwargs)
        self.fields = (
            *self.fields,
            *(forms.CharField(required=False, max_length=12) for _ in ("clock", "on")),
        )

    def compress(self, values: list[str]) -> datetime | None:
        if not any(values):
            return None
        *parts, clock, on = values
        if on == UNSURE and not self.required:
            return None
        day = self._day(parts, on)
        if not clock:
            raise ValidationError("Enter about what time it was, such as 3am", code="clock")
        return self._past(day, clock_of(clock))

    def _day(self, parts: list[str], on: str) -> date:
        day = real_day(on) or super().compress(parts)
        if day is None:
            if on == ANOTHER:
                raise ValidationError("Enter the day, month and year as well", code="day")
            raise ValidationError("Choose the day as well")
        if day.year < self.now.year - 60:
            raise ValidationError("Enter the year in full, such as 2026")
        return day

    def _past(self, day: date, clock: time) -> datetime:
        """Where clocks go back, the later of the two, unless it is still to come."""
        for fold in (1, 0):
            local = datetime.combine(day, clock.replace(fold=fold), timezone.get_current_timezone())
            moment = timezone.localtime(local.astimezone(UTC))  # what the clocks skipped becomes a real one
            if moment <= self.now:
                return moment
        raise ValidationError(f"The {self.noun} must be in the past")


def real_day(text: str | None) -> date | None:
    """2026-11-30 as a date; None for anything else."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def clock_of(text: str) -> time:
    """6am, 6:30 pm, 18.30, 1830, noon. Raises ValidationError."""
    text = text.strip().lower()
    if text in WORDS_FOR_TIMES:
        return WORDS_FOR_TIMES[text]
    match = CLOCK.match(text)
    hour, minute = (int(match[1]), int(match[2] or 0)) if match else (99, 0)
    if match and match[3]:
        hour = hour % 12 + (12 if match[3] == "pm" else 0) if 1 <= hour <= 12 else 99
    if hour > 23 or minute > 59:
        raise ValidationError("Enter a time, such as 6:30am or 18:30", code="clock")
    return time(hour, minute)
