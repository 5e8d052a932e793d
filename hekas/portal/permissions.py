"""Whom of the clients somebody may write to. The loader fetches and authorises at once; the rest is a 404."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest

from assessments.permissions_care import client_to_write_about_or_404
from bookings.permissions import client_or_404
from hekas.accounts.models import Client, Therapist
from hekas.accounts.permissions import Permission


def client_to_write_to_or_404(
    request: HttpRequest, uuid: UUID, now: datetime
) -> tuple[Client, Therapist | None]:
    """Any client for the desk; for a therapist, who is returned too, one in their care or who waits."""
    if request.user.may(Permission.BOOK_FOR_OTHERS):  # type: ignore[union-attr]
        return client_or_404(uuid), None
    return client_to_write_about_or_404(request, uuid, now)
