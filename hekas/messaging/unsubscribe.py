"""The link that ends one kind of letter for one client: signed, needs no sign-in, never runs out."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

from hekas.accounts.models import Client
from hekas.messaging.wishes import PREFERENCES, Preference

SALT = "messaging.unsubscribe"


@dataclass(frozen=True)
class Ticket:
    """Who wants to hear no more of what."""

    client_uuid: UUID
    preference: Preference


def link_of(client_uuid: UUID, preference: str) -> str:
    """The full address that ends this kind of letter for this client."""
    token = signing.dumps([str(client_uuid), preference], salt=SALT)
    return settings.SITE_URL + reverse("messaging:unsubscribe", args=[token])


def client_of(ticket: Ticket) -> Client | None:
    """Whose letters these are; None where nobody is left. A merged record is the one that it became part of,
    whose versions its own are by now.
    """
    found = Client.objects.filter(uuid=ticket.client_uuid).first()
    if found is None:
        versions = Client.pgh_event_model.objects.filter(uuid=ticket.client_uuid)  # type: ignore[attr-defined]
        last = versions.order_by("-pgh_id").first()
        found = Client.objects.filter(pk=last.pgh_obj_id).first() if last is not None else None
    return found


def read(token: str) -> Ticket | None:
    """What a link says; None where it is not one of ours."""
    try:
        uuid, key = signing.loads(token, salt=SALT)
        return Ticket(UUID(uuid), PREFERENCES[key])
    except (signing.BadSignature, ValueError, KeyError):
        return None
