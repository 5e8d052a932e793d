"""Somebody whom the desk meets for the first time."""

from datetime import date, datetime
from typing import Any

from django import forms

from bookings.forms.details import NameField, PhoneField
from bookings.queries.availability import zone
from bookings.scheduling.working_time import local_day
from hekas.accounts.ages import is_minor
from hekas.web.forms import DateOfThree, PlainForm


def phone_field(label: str) -> PhoneField:
    """A number that may be left out, typed by the desk: no browser fills in the desk's own."""
    return PhoneField(
        label=label,
        max_length=30,
        required=False,
        widget=forms.TextInput({"type": "tel", "class": "w-20"}),
        error_messages={"invalid": "Enter a phone number like 07700 900 123"},
    )


class NewClientForm(PlainForm):
    """Somebody whom the desk meets for the first time. Under 18, somebody responsible is named too."""

    name = NameField(label="Name", max_length=200)
    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        required=False,
        help_text="Left empty, they are told by text message.",
        error_messages={"invalid": "Enter an e-mail address like name@example.com"},
    )
    phone = phone_field("Mobile number")
    born_on = DateOfThree(noun="date of birth", label="Date of birth")
    guardian = NameField(
        label="Parent or guardian", max_length=200, required=False, help_text="Needed under 18."
    )
    guardian_phone = phone_field("Their number")

    def __init__(self, *args: Any, now: datetime, **more: Any) -> None:
        super().__init__(*args, **more)
        self.today = local_day(now, zone())

    def clean_born_on(self) -> date:
        born: date = self.cleaned_data["born_on"]
        if not date(1900, 1, 1) <= born <= self.today:
            raise forms.ValidationError("The date of birth must be a real date in the past")
        return born

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not said.get("email") and not said.get("phone") and not {"email", "phone"} & set(self.errors):
            self.add_error("phone", "Enter an e-mail address or a mobile number, so that we reach them")
        born = said.get("born_on")
        if born and is_minor(born, self.today):
            for name, words in (
                ("guardian", "Enter who is responsible for them"),
                ("guardian_phone", "Enter a number on which we reach them"),
            ):
                if not said.get(name) and name not in self.errors:
                    self.add_error(name, words)
        return said
