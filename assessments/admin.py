"""Rows for the admin site: states and times, never what somebody said about their body. Read only."""

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from assessments.models import Clearance, Intake, Result


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Looked at, not changed: each of these is written by an action that also audits it."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


@admin.register(Intake)
class IntakeAdmin(ReadOnlyAdmin):
    list_display = ["uuid", "client", "status", "created_at", "submitted_at"]
    list_filter = ["status"]
    list_select_related = ["client"]
    fields = ["uuid", "client", "status", "questionnaire_version", "submitted_at", "expires_at"]


@admin.register(Result)
class ResultAdmin(ReadOnlyAdmin):
    list_display = ["uuid", "made_at", "gate", "rules_version"]
    fields = ["uuid", "made_at", "gate", "rules_version", "rules_digest"]


@admin.register(Clearance)
class ClearanceAdmin(ReadOnlyAdmin):
    list_display = ["uuid", "client", "gate", "answered_at", "expires_at", "released_by", "closed_by"]
    list_filter = ["gate"]
    list_select_related = ["client", "released_by", "closed_by"]
    fields = [
        "uuid",
        "client",
        "gate",
        "answered_at",
        "expires_at",
        "released_by",
        "released_at",
        "closed_at",
    ]
