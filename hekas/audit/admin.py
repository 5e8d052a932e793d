from django.contrib import admin
from django.http import HttpRequest

from hekas.audit.models import AuditEvent


@admin.register(AuditEvent)
class AuditEventAdmin(admin.ModelAdmin):
    """Read only: nobody changes what was written down."""

    list_display = ["at", "actor_label", "action", "subject_type", "subject_uuid"]
    list_filter = ["action", "actor_kind", "subject_type"]
    search_fields = ["actor_label", "subject_uuid"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: AuditEvent | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AuditEvent | None = None) -> bool:
        return False
