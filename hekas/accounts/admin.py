from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import admin, messages
from django.db.models import Field, QuerySet
from django.http import HttpRequest
from django.utils.decorators import method_decorator

from hekas.accounts.actions import clients, users
from hekas.accounts.models import Client, User
from hekas.accounts.permissions import Role
from hekas.accounts.session import actor_of
from hekas.postgres import clock
from hekas.web.rows import Rows, yes_or_no

TOLD = {"email": "address", "is_clinician": "clinician", "is_active": "signs_in"}


@method_decorator(reauthentication_required(allow_get=True), name="changeform_view")
class UserAdmin(Rows):
    """Accounts and their roles; passwords are set by their owners. Nobody is deleted: acts name them.

    The calendar registers it, and therapists: who treats decides on free times (`bookings.admin`).
    """

    list_display = ["address", "name", "role", "is_clinician", "is_active"]
    list_filter = ["role", "is_clinician", "is_active"]
    search_fields, ordering = ["email", "name"], ["email"]
    fields = ["email", "name", "role", "is_clinician", "is_active"]
    actions = ["sign_out_everywhere", "take_second_steps_away"]

    @admin.display(description="E-mail address", ordering="email")
    def address(self, user: User) -> str:
        return user.email

    @admin.display(description="Registered clinician")
    def clinician(self, user: User) -> str:
        return yes_or_no(user.is_clinician)

    @admin.display(description="May sign in")
    def signs_in(self, user: User) -> str:
        return yes_or_no(user.is_active)

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """What can't be changed here is told as in the list of accounts."""
        fixed = self.get_readonly_fields(request, obj)
        return [TOLD.get(name, name) if name in fixed else name for name in self.fields]

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Nobody gives themselves another role or right, or shuts themselves out by a slip.

        Who is an admin, and under which address, is decided on the server (`manage.py account`), not here.
        """
        if obj == request.user:
            return ["email", "role", "is_clinician", "is_active", *TOLD.values()]
        return ["email", "role", "address"] if obj is not None and obj.role == Role.ADMIN else []

    def formfield_for_choice_field(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> Any:
        """No admin is made here: one stolen session would be a key for good."""
        if db_field.name == "role":
            kwargs["choices"] = [(role.value, role.value.capitalize()) for role in Role if role != Role.ADMIN]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        act = users.change if change else users.add
        act(obj, by=actor_of(request), now=clock.now())

    @admin.action(description="Stolen device: sign out everywhere", permissions=["change"])
    def sign_out_everywhere(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        for user in chosen:
            users.sign_out_everywhere(user, by=actor_of(request), now=clock.now())
            messages.success(request, f"{user} is signed out in every browser.")

    @admin.action(description="Lost phone: take the second step away", permissions=["change"])
    def take_second_steps_away(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        for user in chosen.exclude(pk=request.user.pk):
            users.take_second_steps_away(user, by=actor_of(request), now=clock.now())
            said = f"{user} is signed out, and sets up a new second step at the next sign-in."
            messages.success(request, said)


class TherapistAdmin(Rows):
    """Who treats, as clients read of them."""

    list_display = ["name", "title", "is_bookable", "pregnancy_trained"]
    autocomplete_fields = ["user"]


@admin.register(Client)
class ClientAdmin(Rows):
    """Contacts only: what a client said about their body is not for the desk."""

    list_display = ["name", "address", "number"]
    search_fields = ["name", "email", "phone"]
    readonly_fields = ["user"]  # which account sees a record is never chosen by hand

    @admin.display(description="E-mail address", ordering="email", empty_value="–")
    def address(self, client: Client) -> str | None:
        return client.email or None

    @admin.display(description="Phone", ordering="phone", empty_value="–")
    def number(self, client: Client) -> str | None:
        """As one says it."""
        return client.phone.as_national if client.phone else None

    def has_delete_permission(self, request: HttpRequest, obj: Client | None = None) -> bool:
        """Nobody: to be forgotten is a wish, and leaves no trace only by way of it."""
        return False

    def save_model(self, request: HttpRequest, obj: Client, form: Any, change: bool) -> None:
        clients.keep_by_hand(obj, form.changed_data, by=actor_of(request), now=clock.now())
