"""Forms for therapists who release or close, and for clients who leave word how to be reached."""

from datetime import datetime
from typing import Any

from django import forms
from phonenumber_field.formfields import PhoneNumberField

from assessments.actions.clearances import Contact
from assessments.forms.moments import Moment
from hekas.web.forms import PlainForm, PlainText

LONGEST_NOTE = 4000


class ContactFields(PlainForm):
    """Whom a therapist has spoken with, when, and what was said."""

    marks_optional = False

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now

    def add_contact(self) -> None:
        self.fields["spoke_with"] = forms.CharField(
            label="Whom did you speak with?",
            max_length=200,
            error_messages={"required": "Enter whom you spoke with"},
        )
        self.fields["spoke_at"] = Moment(now=self.now, noun="time of the talk", label="When?")
        self.fields["said"] = PlainText(
            most=LONGEST_NOTE,
            label="What was said?",
            error_messages={"required": "Enter what was said"},
        )

    @property
    def contact(self) -> Contact | None:
        given = self.cleaned_data
        if "spoke_with" not in given:
            return None
        return Contact(given["spoke_with"], given["spoke_at"], given["said"])


class ReleaseForm(ContactFields):
    """A reason, always; a guardian's note under 18; the talk where an earlier stop is not closed yet."""

    def __init__(self, *args: Any, needs_guardian: bool, needs_contact: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if needs_contact:
            self.add_contact()
        if needs_guardian:
            self.fields["guardian_note"] = PlainText(
                most=LONGEST_NOTE,
                label="Parent or guardian: who, and what was agreed?",
                help_text="Under 18, or no age given.",
                error_messages={"required": "Enter who is responsible and what was agreed"},
            )
        self.fields["reason"] = PlainText(
            most=LONGEST_NOTE,
            label="Why may this person be booked?",
            help_text="It stays in the record with your name and the time.",
            error_messages={"required": "Enter the reason"},
        )

    @property
    def words(self) -> dict[str, str]:
        """The reason and, where it was asked for, the guardian's note."""
        return {name: self.cleaned_data.get(name, "") for name in ("reason", "guardian_note")}


class HoldForm(PlainForm):
    """Why somebody whose answers are open may not be booked for now."""

    marks_optional = False
    reason = PlainText(
        most=LONGEST_NOTE,
        label="What have you heard?",
        help_text=(
            "It stays in the record with your name and the time. "
            "The client reads only that a therapist will speak with them first."
        ),
        error_messages={"required": "Enter what you have heard"},
    )


class CloseForm(ContactFields):
    """An emergency or same-day result is closed only after contact with the person."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_contact()


class ReachMeForm(PlainForm):
    """How a therapist reaches somebody whose answers are held."""

    marks_optional = False
    name = forms.CharField(
        label="Your name",
        max_length=200,
        widget=forms.TextInput({"autocomplete": "name"}),
        error_messages={"required": "Enter your name"},
    )
    phone = PhoneNumberField(
        label="Phone number",
        help_text="A therapist rings you on it. We use it for nothing else.",
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel", "class": "w-20"}),
        error_messages={
            "required": "Enter your phone number",
            "invalid": "Enter a phone number like 07400 123456",
        },
    )
    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={
            "required": "Enter your e-mail address",
            "invalid": "Enter an e-mail address like name@example.com",
        },
    )
