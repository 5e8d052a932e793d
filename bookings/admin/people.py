"""Who treats, and who signs in: a change of either may take free times away."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest

from bookings.actions import rota
from bookings.admin.deciding import DecidesTimes
from hekas.accounts.admin import TherapistAdmin, UserAdmin
from hekas.accounts.models import Therapist, User
from hekas.accounts.models.people import NOT_AT_WORK


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
