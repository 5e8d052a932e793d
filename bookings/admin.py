"""Django's admin for the rows that have no page of their own. Appointments are read here, never changed."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html

from bookings import labels
from bookings.actions import rota
from bookings.adapters import texts
from bookings.forms.catalogue import (
    ChangedHoursForm,
    ClosureForm,
    ServiceForm,
    TimeOffForm,
    WorkingHoursForm,
)
from bookings.models import (
    Appointment,
    ChangedHours,
    ClinicClosure,
    Location,
    Reminder,
    Room,
    Service,
    TimeOff,
    WorkingHours,
    Workload,
)
from bookings.presenters.desk import away_words, standing_words
from bookings.queries.to_do import spoilt_by
from bookings.scheduling.terms import ServiceKind
from hekas.accounts.admin import TherapistAdmin, UserAdmin
from hekas.accounts.models import Therapist, User
from hekas.accounts.models.people import NOT_AT_WORK
from hekas.messaging.labels import CHANNELS
from hekas.messaging.terms import Channel
from hekas.postgres.clock import now
from hekas.web.rows import Rows, RowsInside
from hekas.web.templatetags.plain import clock, long_day, pounds

SPOILING = {"kind", "is_deep", "clearance", "is_active", "therapists", "rooms"}  # fields of a service

admin.site.site_header = admin.site.site_title = "Settings of the clinic"
admin.site.index_title = "Settings"


class ReadOnly(Rows):
    """Written by actions alone, because they lock, check and tell people."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False


class DecidesTimes(Rows):
    """Rows on which free times depend: changed while nobody books, and what is shown of them is read anew.

    Visits that stand where they can't stay after it are not touched: the admin is told which.
    """

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        rota.hold_still()  # until the commit: Django saves the row and all that belongs to it in one
        form.before = list(self.model.objects.filter(pk=obj.pk)) if self.spoils(form) else []
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        rota.settle(now())
        if self.spoils(form):
            _tell(request, [*form.before, form.instance])

    def spoils(self, form: Any) -> bool:
        """Whether what was typed can leave a visit where it can't stay."""
        return True

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self.delete_queryset(request, self.model.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        with rota.changing(now()):
            gone = list(queryset)
            super().delete_queryset(request, queryset)
        _tell(request, gone)


def _tell(request: HttpRequest, rows: Iterable[Model]) -> None:
    """Say which visits these rows, as they now stand, left where they can't stay."""
    if spoilt := spoilt_by(rows, now()):
        words = '{} <a href="{}">Look at the list</a>.'
        messages.warning(request, format_html(words, standing_words(spoilt), reverse("bookings:to_do")))


class RoomInline(RowsInside):
    model = Room


@admin.register(Location)
class LocationAdmin(DecidesTimes):
    list_display = ["name", "address", "postcode", "is_active"]
    inlines = [RoomInline]

    def get_readonly_fields(self, request: HttpRequest, obj: Location | None = None) -> list[str]:
        """A place that is not there yet has no messages to measure."""
        return ["longest_text"] if obj else []

    def save_model(self, request: HttpRequest, obj: Location, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if words := texts.advice(obj):
            messages.warning(request, words)

    @admin.display(description="Longest text message about a visit here")
    def longest_text(self, row: Location) -> str:
        return texts.in_words(row)


@admin.register(Service)
class ServiceAdmin(DecidesTimes):
    form = ServiceForm
    list_display = ["name", "what", "minutes", "price", "is_online", "is_active"]
    list_filter = ["is_online", "is_active"]
    fieldsets = [
        (None, {"fields": ["name", "kind", "description", "price", "minutes", "turnover_minutes"]}),
        ("Who and where", {"fields": ["therapists", "rooms"]}),
        ("Booking", {"fields": ["is_active", "is_online", "clearance", "is_deep", "notice_hours"]}),
        ("Times", {"fields": ["step_minutes", "horizon_days", "change_notice_hours", "order"]}),
    ]

    def spoils(self, form: Any) -> bool:
        """Its name and price move nobody."""
        return not SPOILING.isdisjoint(form.changed_data)

    @admin.display(description="Kind", ordering="kind")
    def what(self, row: Service) -> str:
        return labels.KIND[ServiceKind(row.kind)]

    @admin.display(description="Price", ordering="price_pence")
    def price(self, row: Service) -> str:
        return pounds(row.price_pence)


@admin.register(WorkingHours)
class WorkingHoursAdmin(DecidesTimes):
    form = WorkingHoursForm
    list_display = ["therapist", "days", "hours", "location", "in_force"]
    list_filter = ["therapist", "weekday"]
    list_select_related = ["therapist", "location"]

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


@admin.register(Therapist)
class TherapistsAdmin(DecidesTimes, TherapistAdmin):
    """Who treats: whom nobody may choose any more is offered to nobody from that moment on."""

    def save_model(self, request: HttpRequest, obj: Therapist, form: Any, change: bool) -> None:
        rota.hold_still()
        if obj.is_bookable and not Therapist(user=User.objects.get(pk=obj.user_id)).is_at_work:
            obj.is_bookable = False  # their account was closed while this form was open
            messages.warning(request, f"Clients can’t choose {obj.name}. {NOT_AT_WORK}")
        super().save_model(request, obj, form, change)


@admin.register(User)
class AccountsAdmin(DecidesTimes, UserAdmin):
    """An account that is closed or has another role leaves the visits of whoever treated with it."""

    def spoils(self, form: Any) -> bool:
        return not {"role", "is_active"}.isdisjoint(form.changed_data)


class InWords(admin.SimpleListFilter):
    """Codes by the words that the clinic's pages have for them."""

    words: Mapping[Any, str]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(code), words) for code, words in self.words.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(**{self.parameter_name: self.value()}) if self.value() else queryset


class ByStatus(InWords):
    title, parameter_name, words = "status", "status", labels.STATUS


class ByState(InWords):
    title, parameter_name, words = "state", "state", labels.REMINDER_STATE


class ByWay(InWords):
    title, parameter_name, words = "sent as", "channel", CHANNELS


@admin.register(Appointment)
class AppointmentAdmin(ReadOnly):
    """Who, where and when. Why a time suits somebody's body is for their therapist."""

    list_display = ["when", "therapist", "client", "service", "state"]
    list_filter = [ByStatus, "therapist"]
    list_select_related = ["therapist", "client", "service"]
    fields = [
        *(
            "when",
            "until",
            "free_again",
            "therapist",
            "room",
            "client",
            "service",
            "series",
            "price",
            "state",
        ),
        *("any_therapist", "overbooked", "hold_expires_at", "booked_at", "ended_at", "cancelled_by"),
        *("cancelled_because", "policy_text", "policy_hours", "policy_accepted_at"),
    ]

    @admin.display(ordering="during")
    def when(self, row: Appointment) -> str:
        """The clinic's date and time, with the year: the list goes back for years."""
        return f"{long_day(row.starts_at)}, {clock(row.starts_at)}"

    @admin.display
    def until(self, row: Appointment) -> str:
        return clock(row.during.upper)

    @admin.display
    def free_again(self, row: Appointment) -> str:
        """When therapist and room are free for the next: after the turnover."""
        return clock(row.busy.upper)

    @admin.display
    def price(self, row: Appointment) -> str:
        return pounds(row.price_pence)

    @admin.display(ordering="status")
    def state(self, row: Appointment) -> str:
        return labels.STATUS[row.status]


@admin.register(Reminder)
class ReminderAdmin(ReadOnly):
    list_display = ["appointment", "what", "way", "due", "became", "void_because"]
    list_filter = [ByState, ByWay]
    list_select_related = ["appointment"]
    fields = ["appointment", "what", "way", "due", "became", "void_because"]

    @admin.display(description="Which", ordering="kind")
    def what(self, row: Reminder) -> str:
        return labels.REMINDER[row.kind]

    @admin.display(description="Sent as", ordering="channel")
    def way(self, row: Reminder) -> str:
        return CHANNELS[Channel(row.channel)]

    @admin.display(description="Due", ordering="due_at")
    def due(self, row: Reminder) -> str:
        return f"{long_day(row.due_at)}, {clock(row.due_at)}"

    @admin.display(description="State", ordering="state")
    def became(self, row: Reminder) -> str:
        return labels.REMINDER_STATE[row.state]
