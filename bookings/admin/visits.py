"""Visits and their reminders, to be read."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from bookings import labels
from bookings.models import Appointment, Reminder
from hekas.messaging.labels import CHANNELS
from hekas.messaging.terms import Channel
from hekas.web.rows import Rows
from hekas.web.templatetags.plain import clock, long_day, pounds


class ReadOnly(Rows):
    """Written by actions alone, because they lock, check and tell people."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False


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
