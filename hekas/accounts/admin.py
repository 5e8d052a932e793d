from django.contrib import admin

from hekas.accounts.models import Client, Therapist, User


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """Accounts and their roles; passwords are set by their owners."""

    list_display = ["email", "name", "role", "is_active"]
    list_filter = ["role", "is_active"]
    search_fields = ["email", "name"]
    fields = ["email", "name", "role", "is_active"]


@admin.register(Therapist)
class TherapistAdmin(admin.ModelAdmin):
    list_display = ["name", "title", "is_bookable", "pregnancy_trained"]
    autocomplete_fields = ["user"]


@admin.register(Client)
class ClientAdmin(admin.ModelAdmin):
    """Contacts only: what a client said about their body is not for the desk."""

    list_display = ["name", "email", "phone"]
    search_fields = ["name", "email", "phone"]
    autocomplete_fields = ["user"]
