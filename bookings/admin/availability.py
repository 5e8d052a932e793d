"""When therapists work, and when they do not."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format

from bookings.admin.deciding import DecidesTimes
from bookings.forms.catalogue import ChangedHoursForm, ClosureForm, TimeOffForm, WorkingHoursForm
from bookings.models import ChangedHours, ClinicClosure, TimeOff, WorkingHours, Workload
from bookings.presenters.desk import away_words
from hekas.postgres import clock


@admin.register(WorkingHours)
class WorkingHoursAdmin(DecidesTimes):
    form = WorkingHoursForm
    list_display = ["therapist", "days", "hours", "location", "in_force"]
    list_filter = ["therapist", "weekday"]
    list_select_related = ["therapist", "location"]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """From today: hours that began years ago would be working time that the figures never had."""
        return {"first_day": timezone.localdate(clock.now()), **super().get_changeform_initial_data(request)}

    @admin.display(ordering="opens")
    def hours(self, row: WorkingHours) -> str:
        return f"{row.opens:%H:%M} to {row.closes:%H:%M}"

    @admin.display(ordering="first_day")
    def in_force(self, row: WorkingHours) -> str:
        """As the lists of the settings write a date, with its year."""
        first, last = (date_format(day, "j M Y") if day else "" for day in (row.first_day, row.last_day))
        return f"{first} to {last}" if last else f"since {first}"

    @admin.display(description="Weekday", ordering="weekday")
    def days(self, row: WorkingHours) -> str:
        rarer = "" if row.every_weeks == 1 else f", every {row.every_weeks} weeks"
        return f"{row.get_weekday_display()}{rarer}"


@admin.register(ChangedHours)
class ChangedHoursAdmin(DecidesTimes):
    form = ChangedHoursForm
    list_display = ["therapist", "on", "opens", "closes", "location"]
    list_filter = ["therapist"]
    date_hierarchy = "on"


@admin.register(TimeOff)
class TimeOffAdmin(DecidesTimes):
    form = TimeOffForm
    list_display = ["therapist", "away", "reason"]
    list_filter = ["therapist"]

    @admin.display(description="Away", ordering="during")
    def away(self, row: TimeOff) -> str:
        return away_words(row.during.lower, row.during.upper)


@admin.register(ClinicClosure)
class ClinicClosureAdmin(DecidesTimes):
    form = ClosureForm
    list_display = ["name", "first_day", "last_day", "where"]
    list_select_related = ["location"]
    date_hierarchy = "first_day"

    @admin.display(description="Place", ordering="location", empty_value="All of them")
    def where(self, row: ClinicClosure) -> str | None:
        return row.location.name if row.location else None


@admin.register(Workload)
class WorkloadAdmin(DecidesTimes):
    list_display = ["therapist", "most_deep_minutes", "rest_minutes"]
