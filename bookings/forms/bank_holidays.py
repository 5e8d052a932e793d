"""Which bank holidays the clinic is closed on."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from bookings.queries.bank_holidays import BankHoliday


class BankHolidaysForm(forms.Form):
    """Of the days that are shown, those that become closures. What is closed already is no choice."""

    days = forms.MultipleChoiceField(error_messages={"required": "Choose at least one day"})

    def __init__(self, *args: Any, found: Iterable[BankHoliday], **more: Any) -> None:
        super().__init__(*args, **more)
        self.open = {one.day.isoformat(): one for one in found if not one.is_closed}
        self.fields["days"].choices = [(key, one.name) for key, one in self.open.items()]

    def chosen(self) -> dict[date, str]:
        return {self.open[key].day: self.open[key].name for key in self.cleaned_data["days"]}
