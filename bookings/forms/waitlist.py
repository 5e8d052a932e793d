"""What somebody waits for, and who they are where that is not known yet."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django import forms

from bookings.actions.waitlist import Ask
from bookings.forms.details import DetailsForm
from bookings.labels import ANYBODY, PART
from bookings.models import Service
from bookings.scheduling.waitlist import Part
from hekas.accounts.models import Therapist
from hekas.web.forms import CheckRows, DateOfThree, RadioRows

LONGEST = timedelta(days=180)


class WaitlistForm(DetailsForm):
    """A therapist or any, dates, parts of the day; then name, e-mail and number where they are not known."""

    marks_optional = False
    therapist = forms.ChoiceField(label="Who with", widget=RadioRows())
    first_day = DateOfThree(noun="first day", label="From")
    last_day = DateOfThree(noun="last day", label="Until")
    parts = forms.MultipleChoiceField(
        label="Times of day that suit you",
        choices=[(part.value, PART[part]) for part in Part],
        widget=CheckRows(),
        error_messages={"required": "Choose at least one time of day"},
    )
    field_order = ("therapist", "first_day", "last_day", "parts", "name", "email", "phone")

    def __init__(
        self, *args: Any, therapists: Iterable[Therapist], today: date, known: Mapping[str, str], **more: Any
    ) -> None:
        super().__init__(*args, known=known, **more)
        self.today = today
        self.therapists = {str(row.uuid): row for row in therapists}
        names = [(uuid, row.name) for uuid, row in self.therapists.items()]
        self.fields["therapist"].choices = [(ANYBODY, "No preference"), *names]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        first, last = said.get("first_day"), said.get("last_day")
        if last and last < max(self.today, first or last):
            self.add_error("last_day", "The last day must not be before the first, or over")
        if last and last > self.today + LONGEST:
            self.add_error("last_day", "The last day must be within the next six months")
        return said

    def ask(self, service: Service) -> Ask:
        said = self.cleaned_data
        parts = frozenset(Part(part) for part in said["parts"])
        therapist = self.therapists.get(said["therapist"])
        return Ask(service, therapist, said["first_day"], said["last_day"], parts)
