"""Who comes, as they said it, and the client that they are."""

from dataclasses import dataclass
from datetime import datetime

from bookings.queries.person import Person
from hekas.accounts.actions import clients
from hekas.accounts.models import Client
from hekas.audit.actors import Actor


@dataclass(frozen=True)
class Details:
    """Who comes, as they said it."""

    name: str
    email: str
    phone: str = ""


def client_for(person: Person, details: Details, by: Actor, now: datetime) -> Client:
    """The client that this person is. A stranger is always a new row: an address proves nothing."""
    if person.client is not None:
        return _completed(person.client, details, now)
    if person.user is not None:
        return clients.of_account(person.user, name=details.name, phone=details.phone, now=now)
    return clients.of_visitor(**vars(details), by=by, now=now)


def _completed(client: Client, details: Details, now: datetime) -> Client:
    """What was not known before is kept; what was known is not changed by the way."""
    missing = {name: value for name, value in vars(details).items() if value and not getattr(client, name)}
    if missing:
        Client.objects.filter(pk=client.pk).update(**missing, updated_at=now)
        client.refresh_from_db()
    return client
