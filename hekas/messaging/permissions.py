"""Fetched only by those who may have it."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from hekas.messaging.models import ArchivedMessage, OutboundMessage
from hekas.messaging.queries.log import Message


def message_or_archived_or_404(uuid: UUID) -> Message:
    """A message at hand or put away, to be looked at by whoever may open the message log."""
    archived = ArchivedMessage.objects.select_related("client", "user").filter(uuid=uuid).first()
    return archived or message_or_404(uuid)


def message_or_404(uuid: UUID) -> OutboundMessage:
    """A message, for views that only staff with the message log may open."""
    return get_object_or_404(OutboundMessage.objects.select_related("client", "user", "resend_of"), uuid=uuid)
