"""What can be booked, and where."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest

from bookings import labels
from bookings.adapters import texts
from bookings.admin.deciding import DecidesTimes
from bookings.forms.catalogue import ServiceForm
from bookings.models import Location, Room, Service
from bookings.scheduling.terms import ServiceKind
from hekas.web.rows import RowsInside
from hekas.web.templatetags.plain import pounds

SPOILING = {"kind", "is_deep", "clearance", "is_active", "therapists", "rooms"}  # fields of a service


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
