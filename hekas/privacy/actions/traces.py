"""What is left of somebody outside of their own rows: sessions, lists of addresses, logs, told answers."""

from collections.abc import Iterable
from datetime import datetime

import pgtrigger
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.cached_db import SessionStore
from django.contrib.sessions.models import Session
from django.db.models import Q

from hekas.accounts.models import Client, User
from hekas.audit.models import AuditEvent
from hekas.messaging.models import OutboundMessage, Suppression
from hekas.privacy.queries.held import rows_of
from hekas.privacy.terms import ERASED

# What messages are filed under: `kind:uuid`. The sweep of the tests finds a kind that is missing here.
FILED_UNDER = (
    *("appointment", "series", "waitlist", "holds", "intake", "return", "clearance", "diary", "plan"),
    *("review", "client", "screening", "result"),
)


def addresses_of(client: Client) -> list[str]:
    """Where this client was written to."""
    known = [client.email, str(client.phone or ""), client.user.email if client.user else ""]
    return [address for address in dict.fromkeys(known) if address]


def words_of(client: Client) -> list[str]:
    """Name, addresses and each way of writing the telephone number."""
    phone = client.phone
    spellings = [phone.as_e164, phone.as_national, phone.as_international] if phone else []
    account = [client.user.name, client.user.email] if client.user else []
    return [client.name, client.email, *account, *spellings, *(s.replace(" ", "") for s in spellings)]


def forget(client: Client, words: Iterable[str], now: datetime) -> None:
    """Everything that is not a row of theirs: sessions, letters to an address, the stop list, logs."""
    addresses, others = addresses_of(client), Client.objects.exclude(pk=client.pk)
    OutboundMessage.objects.filter(_any("given_address", addresses), client=None, user=None).delete()
    for address in addresses:
        if not others.filter(Q(email__iexact=address) | Q(phone=address)).exists():
            Suppression.objects.filter(address__iexact=address).delete()
    _letters_to_others(client)
    answers = apps.get_model("api", "IdempotentAnswer")  # a neighbour, whom nobody here may import
    answers.objects.filter(_any("body", [str(client.uuid), *words])).delete()
    _log_of_the_admin_site(client)
    if client.user is not None:
        _names_in_the_audit(client.user)
    end_sessions(client, now)


def _letters_to_others(client: Client) -> None:
    """What therapists were told of this client's visits, waiting and answers."""
    uuids = [
        uuid
        for model, rows in rows_of(client).items()
        if any(field.name == "uuid" for field in model._meta.fields)
        for uuid in rows.values_list("uuid", flat=True)
    ]
    abouts = [f"{kind}:{uuid}" for kind in FILED_UNDER for uuid in uuids]
    OutboundMessage.objects.filter(about__in=abouts).delete()


def end_sessions(client: Client, now: datetime) -> None:
    """Sessions of the account, and of browsers that booked as this client. Those that ran out go too."""
    Session.objects.filter(expire_date__lt=now).delete()
    signs = {str(client.uuid), *addresses_of(client)}
    account = str(client.user_id or "")
    for session in Session.objects.order_by("pk").iterator(chunk_size=500):
        told = session.get_decoded()
        if (account and told.get("_auth_user_id") == account) or any(sign in str(told) for sign in signs):
            SessionStore(session.session_key).delete()


def _log_of_the_admin_site(client: Client) -> None:
    """Django's admin keeps the name of what was edited."""
    for row in (client, client.user):
        if row is not None:
            kind = ContentType.objects.get_for_model(row)
            LogEntry.objects.filter(content_type=kind, object_id=str(row.pk)).delete()


def _names_in_the_audit(user: User) -> None:
    """Who acted stays, as the account's number; the name beside it goes. The seals do not cover it."""
    with pgtrigger.ignore():
        AuditEvent.objects.filter(actor_id=str(user.uuid)).update(actor_label=ERASED)


def _any(field: str, words: Iterable[str]) -> Q:
    found = [Q(**{f"{field}__icontains": word}) for word in words if word]
    return Q(*found, _connector=Q.OR) if found else Q(pk__in=[])
