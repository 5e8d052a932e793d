"""What the desk types into the board: where a visit goes, when nobody can be booked. Wall-clock times."""

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.safestring import SafeString

from bookings.models import Service
from bookings.models.catalogue import LONGEST_VISIT_MINUTES
from bookings.queries.availability import zone
from bookings.queries.desk import Spot
from bookings.scheduling.intervals import Interval
from bookings.scheduling.working_time import happens_once, instant, local_day
from hekas.accounts.models import Therapist
from hekas.web.forms import NumberText, PlainForm

FURTHEST = timedelta(days=400)
STEP = 5  # minutes: one row of the board
ODD_TIME = "On that day the clocks change, and this time does not happen exactly once. Choose another time"


class PlainDay(forms.DateInput):
    """The browser's own calendar, which the keyboard works too."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__({"class": "w-10"}, format="%Y-%m-%d")


class PlainClock(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__({"class": "w-10", "step": STEP * 60}, format="%H:%M")


class OfTheButton(forms.HiddenInput):
    """Said by the button that is pressed, never by the form around it: the next press is asked anew."""

    def render(self, *_args: Any, **_more: Any) -> SafeString:
        return SafeString("")


class DeskForm(PlainForm):
    """A therapist, and wall-clock times of a day that mean exactly one moment."""

    marks_optional = False
    therapist = forms.ChoiceField(label="Therapist", error_messages={"required": "Choose a therapist"})
    day = forms.DateField(label="Day", widget=PlainDay(), error_messages={"invalid": "Enter a day"})

    def __init__(self, *args: Any, therapists: Iterable[Therapist], now: datetime, **more: Any) -> None:
        super().__init__(*args, **more)
        self.now = now
        self.therapists = {str(row.uuid): row for row in therapists}
        known = [(key, row.name) for key, row in self.therapists.items()]
        self.fields["therapist"].choices = [("", "Choose"), *known]

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        today = local_day(self.now, zone())
        if not today <= day <= today + FURTHEST:
            raise forms.ValidationError("Choose a day from today on, within about a year")
        return day

    def moment(self, name: str) -> datetime | None:
        """The moment of the time in that field; an error on it where there is none, or there are two."""
        day, at = self.cleaned_data.get("day"), self.cleaned_data.get(name)
        if day is None or at is None:
            return None
        if not happens_once(day, at, zone()):
            self.add_error(name, ODD_TIME)
            return None
        return instant(day, at, zone())

    def chosen(self) -> Therapist:
        return self.therapists[self.cleaned_data["therapist"]]


def clock_field(label: str) -> forms.TimeField:
    words = {"invalid": "Enter a time like 14:30"}
    return forms.TimeField(label=label, widget=PlainClock(), error_messages=words)


class SpotForm(DeskForm):
    """Where a visit goes. `overbook` is what its button was shown for; it counts from whoever may."""

    at = clock_field("Starts at")
    minutes = forms.IntegerField(
        label="Length",
        min_value=STEP,
        max_value=LONGEST_VISIT_MINUTES,
        widget=NumberText(unit="minutes", width=4),
        error_messages={"invalid": "Enter the length in minutes, like 45"},
    )
    overbook = forms.CharField(required=False, max_length=32, widget=OfTheButton())

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        said["start"] = self.moment("at")
        if (said.get("minutes") or 0) + self.turnover > LONGEST_VISIT_MINUTES:
            self.add_error("minutes", "With its turnover, a visit is over within five hours")
        return said

    @property
    @abstractmethod
    def turnover(self) -> int:
        """How many minutes after the visit its therapist and room are not free yet."""

    def spot(self) -> Spot:
        said = self.cleaned_data
        return Spot(self.chosen(), said["start"], said["minutes"])


class MoveVisitForm(SpotForm):
    """Another time, therapist or length for a visit that was looked at as it is in `version`."""

    version = forms.IntegerField(min_value=1, max_value=2_000_000_000, widget=forms.HiddenInput())

    def __init__(self, *args: Any, service: Service, **more: Any) -> None:
        super().__init__(*args, **more)
        self.service = service

    @property
    def turnover(self) -> int:
        return self.service.turnover_minutes


class BookForm(SpotForm):
    """A visit for a client who is known by now. `key` is of the page: sent twice, it books once."""

    service = forms.ChoiceField(label="What")
    minutes = forms.IntegerField(
        label="Length",
        required=False,
        min_value=STEP,
        max_value=LONGEST_VISIT_MINUTES,
        help_text="Left empty, as long as the visit usually is.",
        widget=NumberText(unit="minutes", width=4),
        error_messages={"invalid": "Enter the length in minutes, like 45"},
    )
    key = forms.UUIDField(widget=forms.HiddenInput())
    field_order = ("service", "therapist", "day", "at", "minutes", "key", "overbook")

    def __init__(self, *args: Any, services: Sequence[Service], **more: Any) -> None:
        super().__init__(*args, **more)
        self.services = {str(row.uuid): row for row in services}
        names = [(key, f"{row.name}, {row.minutes} minutes") for key, row in self.services.items()]
        self.fields["service"].choices = names

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        service, who = self.services.get(said.get("service", "")), said.get("therapist")
        if service and who and self.therapists[who] not in service.therapists.all():
            self.add_error("therapist", f"{self.therapists[who].name} does not give this kind of visit")
        return said

    @property
    def turnover(self) -> int:
        service = self.services.get(self.cleaned_data.get("service", ""))
        return service.turnover_minutes if service else 0

    def wanted(self) -> Service:
        return self.services[self.cleaned_data["service"]]

    def spot(self) -> Spot:
        minutes = self.cleaned_data["minutes"] or self.wanted().minutes
        return Spot(self.chosen(), self.cleaned_data["start"], minutes)


class BlockForm(DeskForm):
    """Time in which a therapist can't be booked, within one day."""

    since = clock_field("From")
    until = clock_field("Until")
    reason = forms.CharField(label="Why", max_length=100, help_text="Such as lunch, training or a meeting.")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        first, last = self.moment("since"), self.moment("until")
        if first and last and first >= last:
            self.add_error("until", "The end must be after the beginning")
        elif first and last:
            said["span"] = Interval(first, last)
        return said
