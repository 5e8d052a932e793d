"""Django's admin for the rows that have no page of their own. Appointments are read here, never changed."""

from typing import Any

from django.contrib import admin
from django.db.models import URLField
from django.http import HttpRequest

from bookings.adapters import slot_cache
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


class ReadOnly(admin.ModelAdmin):
    """Written by actions alone, because they lock, check and tell people."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False


class DecidesTimes(admin.ModelAdmin):
    """Rows on which free times depend: what is shown of them is read anew after each change."""

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        slot_cache.forget_on_commit()
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        slot_cache.forget_on_commit()
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        slot_cache.forget_on_commit()
        return super().log_deletions(request, queryset)


class RoomInline(admin.TabularInline):
    model = Room
    extra = 0


@admin.register(Location)
class LocationAdmin(DecidesTimes):
    list_display = ["name", "address", "postcode", "is_active"]
    formfield_overrides = {URLField: {"assume_scheme": "https"}}
    inlines = [RoomInline]


@admin.register(Service)
class ServiceAdmin(DecidesTimes):
    list_display = ["name", "kind", "minutes", "price_pence", "is_online", "is_active"]
    list_filter = ["kind", "is_online", "is_active"]
    filter_horizontal = ["therapists", "rooms"]


@admin.register(WorkingHours)
class WorkingHoursAdmin(DecidesTimes):
    list_display = [
        "therapist",
        "weekday",
        "opens",
        "closes",
        "location",
        "first_day",
        "last_day",
        "every_weeks",
    ]
    list_filter = ["therapist", "weekday"]


@admin.register(ChangedHours)
class ChangedHoursAdmin(DecidesTimes):
    list_display = ["therapist", "on", "opens", "closes"]
    list_filter = ["therapist"]


@admin.register(TimeOff)
class TimeOffAdmin(DecidesTimes):
    list_display = ["therapist", "during", "reason"]
    list_filter = ["therapist"]


@admin.register(ClinicClosure)
class ClinicClosureAdmin(DecidesTimes):
    list_display = ["name", "first_day", "last_day", "location"]


@admin.register(Workload)
class WorkloadAdmin(DecidesTimes):
    list_display = ["therapist", "most_deep_minutes", "rest_minutes"]


@admin.register(Appointment)
class AppointmentAdmin(ReadOnly):
    """Who, where and when. Why a time suits somebody's body is for their therapist."""

    list_display = ["uuid", "during", "therapist", "client", "service", "status", "version"]
    list_filter = ["status", "therapist"]
    list_select_related = ["therapist", "client", "service"]
    exclude = ["hold_token_hash", "fit", "because", "intake"]


@admin.register(Reminder)
class ReminderAdmin(ReadOnly):
    list_display = ["appointment", "kind", "channel", "due_at", "state", "void_because"]
    list_filter = ["state", "channel"]
