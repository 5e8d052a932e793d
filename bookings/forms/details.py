"""Who comes. Only what is not known already is asked."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from phonenumbers import NumberParseException, PhoneNumberFormat, format_number, is_possible_number, parse

from bookings.actions.details import Details
from hekas.accounts.models import Client
from hekas.accounts.models.sameness import deliverable
from hekas.web.forms import PlainForm

TURNING = dict.fromkeys([0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])  # the line round


class NameField(forms.CharField):
    """A name on one line: what breaks a line or turns it round is no letter of it, and upsets a diary.

    Without any letter that can be read it is no name: nobody could be called by it.
    """

    def to_python(self, value: Any) -> str:
        text = str(value or "").translate(TURNING)
        kept = "".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in text)
        is_read = any(unicodedata.category(letter)[0] in "LN" for letter in kept)
        return super().to_python(" ".join(kept.split()) if is_read else "")


class PhoneField(forms.CharField):
    """Any way of writing a number → its international form.

    A possible number is enough: ranges are opened faster than our library learns of them.
    """

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        try:
            number = parse(text, settings.PHONENUMBER_DEFAULT_REGION)
        except NumberParseException:
            raise forms.ValidationError(self.error_messages["invalid"]) from None
        if not is_possible_number(number):
            raise forms.ValidationError(self.error_messages["invalid"])
        return format_number(number, PhoneNumberFormat.E164)


class DetailsForm(PlainForm):
    """Name, e-mail, mobile: the fields that `known` has are left out."""

    name = NameField(
        label="Your name",
        max_length=200,
        widget=forms.TextInput({"autocomplete": "name"}),
        error_messages={"required": "Enter your name"},
    )
    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        help_text="For your confirmation, with a link to your visit.",
        widget=forms.EmailInput({"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": "Enter your e-mail address",
            "invalid": "Enter an e-mail address like name@example.com",
        },
    )
    phone = PhoneField(
        label="Mobile number",
        max_length=30,
        required=False,
        help_text="For a reminder by text, or if something changes on the day.",
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel", "class": "w-20"}),
        error_messages={"invalid": "Enter a phone number like 07700 900 123"},
    )

    def __init__(self, *args: Any, known: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {name: value for name, value in known.items() if value}
        for name in self.known:
            self.fields.pop(name)

    def details(self) -> Details:
        """What was known and what was typed, together."""
        said = {**self.known, **{name: str(value or "") for name, value in self.cleaned_data.items()}}
        return Details(said["name"], deliverable(said["email"]), said.get("phone", ""))


def known_of(client: Client | None, email: str = "") -> dict[str, str]:
    """What need not be asked: the client's row, or at least the address of the account."""
    if client is None:
        return {"email": email}
    return {"name": client.name, "email": client.email, "phone": str(client.phone or "")}
