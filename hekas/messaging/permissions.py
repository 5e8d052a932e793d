"""Fetched only by those who may have it."""

from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from hekas.accounts.models import Client
from hekas.accounts.session import current_client
from hekas.messaging.models import ArchivedMessage, OutboundMessage
from hekas.messaging.queries.log import Message


def own_client_or_404(request: HttpRequest) -> Client:
    """The client record of the account that asks."""
    client = current_client(request)
    if client is None:
        raise Http404("this account has no client record")
    return client


def message_or_archived_or_404(uuid: UUID) -> Message:
    """A message at hand or put away, to be looked at by whoever may open the message log."""
    archived = ArchivedMessage.objects.select_related("client", "user").filter(uuid=uuid).first()
    return archived or message_or_404(uuid)


def message_or_404(uuid: UUID) -> OutboundMessage:
    """A message, for views that only staff with the message log may open."""
    return get_object_or_404(OutboundMessage.objects.select_related("client", "user", "resend_of"), uuid=uuid)
