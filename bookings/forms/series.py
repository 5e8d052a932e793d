"""How a series is asked for, and which of its times were chosen."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.http import QueryDict

from bookings.forms.search import FIRST_YEAR, LAST_YEAR, MomentField, TherapistField, date_in, uuid_in
from bookings.models import Service
from bookings.scheduling.series import MOST_VISITS, NO_EVENT, Rhythm
from hekas.accounts.models import Therapist
from hekas.web.forms import DateOfThree, NumberText, PlainForm, RadioRows
from hekas.web.templatetags.plain import clock

OPENS, CLOSES, STEP = 7 * 60, 21 * 60, 15
WEEKLY, FORTNIGHTLY = ("1", "Every week"), ("2", "Every two weeks")
BY_NUMBER, BY_EVENT = "visits", "event"
USUAL_VISITS = 6
HOW_MANY = f"Enter a whole number from 2 to {MOST_VISITS}"


def clock_times() -> list[tuple[str, str]]:
    """Every quarter of an hour in which a clinic could open."""
    day = datetime(FIRST_YEAR, 1, 1)  # noqa: DTZ001  the clinic's wall clock, of no particular day
    moments = [day + timedelta(minutes=minute) for minute in range(OPENS, CLOSES, STEP)]
    return [(f"{moment:%H:%M}", clock(moment)) for moment in moments]


def chosen(words: str) -> dict[str, str]:
    """What to choose, where nothing is, or what is no longer there."""
    return {"required": words, "invalid_choice": words}


class RhythmForm(PlainForm):
    """Who with, from when, how often, how long. It is asked by GET: it only looks."""

    marks_optional = False
    service = forms.ChoiceField(
        label="Which visit", widget=RadioRows(), error_messages=chosen("Choose a visit")
    )
    therapist = forms.ChoiceField(
        label="Who with", widget=RadioRows(), error_messages=chosen("Choose who with")
    )
    first = DateOfThree(noun="first day", label="The first visit is on")
    at = forms.ChoiceField(
        label="At",
        choices=clock_times,
        widget=forms.Select({"class": "w-10"}),
        error_messages=chosen("Choose a time of day"),
    )
    every = forms.ChoiceField(
        label="How often",
        choices=[WEEKLY, FORTNIGHTLY],
        widget=RadioRows(inline=True),
        error_messages=chosen("Choose how often"),
    )
    ends = forms.ChoiceField(
        label="Until when",
        choices=[(BY_NUMBER, "A number of visits"), (BY_EVENT, "Up to an event, such as a race")],
        widget=RadioRows(),
        error_messages=chosen("Choose until when"),
    )
    visits = forms.IntegerField(
        label="How many visits",
        required=False,
        min_value=2,
        max_value=MOST_VISITS,
        widget=NumberText(width=2),
        error_messages={"invalid": HOW_MANY, "min_value": HOW_MANY, "max_value": HOW_MANY},
    )
    event = DateOfThree(
        noun="day of the event",
        label="The day of the event",
        required=False,
        help_text="Nothing deep is done in the last 2 days before it.",
    )

    def __init__(
        self,
        *args: Any,
        services: Iterable[Service],
        therapists: Iterable[Therapist],
        today: date,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.today = today
        self._offer("service", [(str(row.uuid), row.name) for row in services])
        self._offer("therapist", [(str(row.uuid), row.name) for row in therapists])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        """One choice is no question."""
        self.fields[name].choices = choices
        if len(choices) == 1:
            self.fields[name].widget = forms.HiddenInput()
            self.fields[name].initial = self.initial[name] = choices[0][0]

    def clean_first(self) -> date:
        first: date = self.cleaned_data["first"]
        if not self.today <= first <= self.today.replace(year=self.today.year + 1, day=1):
            raise forms.ValidationError("The first day must be within the next year")
        return first

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("ends") == BY_NUMBER and not said.get("visits") and "visits" not in self.errors:
            self.add_error("visits", HOW_MANY)
        if said.get("ends") == BY_EVENT and not said.get("event") and "event" not in self.errors:
            self.add_error("event", "Enter the day of the event")
        if said.get("event") and said.get("first") and said["event"] <= said["first"]:
            self.add_error("event", "The event must be after the first visit")
        return said

    def rhythm(self) -> Rhythm:
        said = self.cleaned_data
        number = said["visits"] if said["ends"] == BY_NUMBER else MOST_VISITS
        at = time.fromisoformat(said["at"])
        return Rhythm(said["first"], at, int(said["every"]), number, said["event"])


class EventForm(PlainForm):
    """Another date for the event, or none. It is asked by GET: it only looks."""

    marks_optional = False
    event = DateOfThree(
        noun="day of the event",
        label="The day of the event",
        required=False,
        help_text="Leave it empty if there is none any more.",
    )

    def __init__(self, *args: Any, today: date, **more: Any) -> None:
        super().__init__(*args, **more)
        self.today = today

    def clean_event(self) -> date | None:
        event: date | None = self.cleaned_data["event"]
        if event is not None and not self.today <= event <= self.today.replace(
            year=self.today.year + 1, day=1
        ):
            raise forms.ValidationError("The event must be within the next year")
        return event


@dataclass(frozen=True)
class Pick:
    """One time that was chosen, with one therapist."""

    start: datetime
    therapist: UUID

    @classmethod
    def read(cls, text: str) -> "Pick":
        """Raises ValidationError where it is no pick."""
        start, _, therapist = text.partition(" ")
        who = TherapistField().clean(therapist)
        if who is None:
            raise forms.ValidationError("Choose one of the times")
        return cls(MomentField().clean(start), who)


class DateInAddress(forms.CharField):
    """An ISO date, or nothing."""

    def clean(self, value: Any) -> date | None:
        text = super().clean(value)
        found = date_in(text)
        if text and found is None:
            raise forms.ValidationError(f"Give a date from {FIRST_YEAR} to {LAST_YEAR}")
        return found


class NewEventForm(forms.Form):
    """What is posted: the date that was looked at, or none, and the visits that were shown to go with it."""

    event = forms.CharField(max_length=10)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.seen = frozenset(found for text in data.getlist("gone") if (found := uuid_in(text)) is not None)

    def clean_event(self) -> date | None:
        text: str = self.cleaned_data["event"]
        return None if text == NO_EVENT else DateInAddress().clean(text)


class SeriesForm(forms.Form):
    """What is posted: the hidden terms, and the picks under any name that begins with `visit`."""

    service = forms.UUIDField()
    therapist = forms.UUIDField()
    every = forms.TypedChoiceField(choices=[WEEKLY, FORTNIGHTLY], coerce=int)
    event = DateInAddress(required=False, max_length=10)
    key = forms.UUIDField()
    shown = forms.CharField(required=False, max_length=100)  # a page of the release before says nothing

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.texts = [
            text for name in data if name.startswith("visit") for text in data.getlist(name) if text
        ]
        self.light_text = data.get("light", "")
        self.picks: list[Pick] = []

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not self.texts:
            raise forms.ValidationError("Choose at least one visit")
        if len(self.texts) > MOST_VISITS:
            raise forms.ValidationError(f"Choose at most {MOST_VISITS} visits")
        self.picks = said["picks"] = [Pick.read(text) for text in self.texts]
        said["light"] = Pick.read(self.light_text) if self.light_text else None
        return said

    @property
    def has_terms(self) -> bool:
        """Whether it came from our page at all; the choices in it may still be faulty."""
        return not set(self.errors) - {"__all__"}


def new_key() -> UUID:
    """Of one page: sent twice, it books once."""
    return uuid4()
