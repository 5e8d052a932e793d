from django.contrib import admin
from django.http import HttpRequest

from hekas.privacy.models import LegalHold
from hekas.web.rows import Rows


@admin.register(LegalHold)
class LegalHoldAdmin(Rows):
    """Set and lifted by hand, never deleted: while it stands, nothing of that client is."""

    list_display = ["client", "reason", "set_at", "lifted_at"]
    autocomplete_fields = ["client"]

    def has_delete_permission(self, request: HttpRequest, obj: LegalHold | None = None) -> bool:
        return False
