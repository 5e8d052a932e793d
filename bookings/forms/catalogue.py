"""What an admin types: visits on offer, hours, time off, closures. In the clinic's words, money in pounds."""

from datetime import date
from decimal import Decimal
from math import gcd
from typing import Any, ClassVar

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.db.models import Q
from psycopg2.extras import DateTimeTZRange

from bookings import labels
from bookings.models import ChangedHours, ClinicClosure, Service, TimeOff, WorkingHours
from bookings.models.catalogue import LONGEST_VISIT_MINUTES
from bookings.scheduling.terms import Needed, ServiceKind

PENCE = 100
LAST_DAY = date(9999, 12, 31)
ENDS_FIRST = "The end must be after the beginning"


class ServiceForm(forms.ModelForm):
    """One visit on offer."""

    price = forms.DecimalField(
        label="Price", max_digits=7, decimal_places=2, min_value=0, help_text="In pounds."
    )

    class Meta:
        model = Service
        exclude = ("price_pence",)
        widgets: ClassVar = {
            "therapists": forms.CheckboxSelectMultiple,
            "rooms": forms.CheckboxSelectMultiple,
        }
        labels: ClassVar = {
            "minutes": "Length",
            "turnover_minutes": "Turnover after it",
            "step_minutes": "Starts every",
            "notice_hours": "Notice",
            "horizon_days": "How far ahead",
            "change_notice_hours": "Cut-off for changes",
            "is_deep": "Deep work",
            "clearance": "What it asks of the client",
            "is_online": "Can be booked online",
            "is_active": "On offer",
        }
        help_texts: ClassVar = {
            "kind": "Decides how well a time suits the body, and when reminders go.",
            "minutes": "Minutes of treatment.",
            "turnover_minutes": "Minutes in which therapist and room are not free yet.",
            "step_minutes": "Minutes, counted from the beginning of a shift. Staff may book any minute.",
            "notice_hours": "Hours before the start until which it can be booked online.",
            "horizon_days": "Days.",
            "change_notice_hours": "Hours before the start until which a client may move or cancel alone.",
            "is_deep": "Counts for the therapist's rest, and keeps away from a race.",
            "clearance": "Fresh, open safety answers are asked of everybody, always.",
            "is_online": "Otherwise only staff book it.",
            "order": "The smallest number stands first.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, labels.KIND[kind]) for kind in ServiceKind]
        self.fields["clearance"].choices = [(needed.value, labels.NEEDED[needed]) for needed in Needed]
        if self.instance.pk:
            self.fields["price"].initial = Decimal(self.instance.price_pence) / PENCE

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean()
        if (said.get("minutes") or 0) + (said.get("turnover_minutes") or 0) > LONGEST_VISIT_MINUTES:
            self.add_error("minutes", "With its turnover, a visit is over within five hours")
        if "price" in said:
            self.instance.price_pence = int(said["price"] * PENCE)
        return said


class WorkingHoursForm(forms.ModelForm):
    """Hours on a weekday. A split shift is two of these."""

    class Meta:
        model = WorkingHours
        fields = "__all__"
        labels: ClassVar = {
            "first_day": "In force from",
            "last_day": "Until",
            "every_weeks": "Every how many weeks",
        }
        help_texts: ClassVar = {
            "last_day": "Left empty, until further notice.",
            "every_weeks": "2 is every second week, counted from the week of the first day.",
        }

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean()
        _in_order(self, "opens", "closes")
        first, last = said.get("first_day"), said.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", ENDS_FIRST)
        if not self.errors and (rival := self._rival(said)):
            self.add_error("opens", f"These hours overlap {rival}")
        return said

    def _rival(self, said: dict[str, Any]) -> WorkingHours | None:
        """Other hours of the therapist that would be worked at the same time, in some week."""
        together = WorkingHours.objects.filter(
            Q(last_day=None) | Q(last_day__gte=said["first_day"]),
            therapist=said["therapist"],
            weekday=said["weekday"],
            opens__lt=said["closes"],
            closes__gt=said["opens"],
            first_day__lte=said["last_day"] or LAST_DAY,
        ).exclude(pk=self.instance.pk)
        return next((row for row in together if _meet(row, said)), None)


def _meet(row: WorkingHours, said: dict[str, Any]) -> bool:
    """Whether the two patterns ever fall on one week; fortnights that take turns never do."""
    weeks = (_monday(row.first_day) - _monday(said["first_day"])) // 7
    return weeks % gcd(row.every_weeks, said["every_weeks"]) == 0


def _monday(day: date) -> int:
    return day.toordinal() - day.weekday()


class ChangedHoursForm(forms.ModelForm):
    """Hours that replace all those of one date; without hours it is a day off."""

    class Meta:
        model = ChangedHours
        fields = "__all__"
        help_texts: ClassVar = {"opens": "Left empty with the other two, the day is off."}

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean()
        _in_order(self, "opens", "closes")
        if len({bool(said.get(name)) for name in ("location", "opens", "closes")}) > 1 and not self.errors:
            self.add_error("opens", "Fill in place, beginning and end, or none of them")
        if not self.errors and (against := self._against(said)):
            self.add_error("opens", against)
        return said

    def _against(self, said: dict[str, Any]) -> str:
        """What else is said of that day: nobody can tell whether a day that is off has hours."""
        others = ChangedHours.objects.filter(therapist=said["therapist"], on=said["on"])
        for row in others.exclude(pk=self.instance.pk):
            if not (row.opens and row.closes):
                return "That day is off already. Delete that first"
            if not said["opens"]:
                return (
                    f"There are hours on that day, {row.opens:%H:%M} to {row.closes:%H:%M}. Delete them first"
                )
            if row.opens < said["closes"] and said["opens"] < row.closes:
                return f"These hours overlap {row.opens:%H:%M} to {row.closes:%H:%M} on that day"
        return ""


class TimeOffForm(forms.ModelForm):
    """A stretch of days or hours in which a therapist is away."""

    since = forms.SplitDateTimeField(label="From", widget=AdminSplitDateTime)
    until = forms.SplitDateTimeField(label="Until", widget=AdminSplitDateTime)

    class Meta:
        model = TimeOff
        fields = ("therapist", "since", "until", "reason")
        help_texts: ClassVar = {"reason": "Staff read it on the board."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["since"].initial = self.instance.during.lower
            self.fields["until"].initial = self.instance.during.upper

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean()
        _in_order(self, "since", "until")
        if not self.errors:
            self.instance.during = DateTimeTZRange(said["since"], said["until"])
        return said


class ClosureForm(forms.ModelForm):
    """Dates on which a place is shut."""

    class Meta:
        model = ClinicClosure
        fields = "__all__"
        labels: ClassVar = {"location": "Place"}
        help_texts: ClassVar = {"location": "Left empty, all places are shut."}

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean()
        first, last = said.get("first_day"), said.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", "The last day must not be before the first")
        return said


def _in_order(form: forms.ModelForm, first: str, last: str) -> None:
    begins, ends = form.cleaned_data.get(first), form.cleaned_data.get(last)
    if begins and ends and not begins < ends:
        form.add_error(last, ENDS_FIRST)
