"""Making clients and tying them to accounts."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from hekas.accounts.actions.presses import PRESSED_TWICE, one_at_a_time
from hekas.accounts.models import Client, Guardian, User
from hekas.audit.actors import Actor
from hekas.audit.log import record


@transaction.atomic
def tie_to_account(user: User, client_uuid: UUID | None, *, now: datetime) -> Client | None:
    """Give a freshly confirmed account the client record that its browser made, if the address is the same.

    The address alone proves nothing: somebody who mistyped theirs at booking would hand their answers to a
    stranger. The browser alone proves little on a shared phone. None where either is missing.
    """
    client = (
        Client.objects.select_for_update()
        .filter(uuid=client_uuid, user=None, email__iexact=user.email)
        .first()
    )
    if client is None or hasattr(user, "client"):
        return None
    client.user = user
    client.save(update_fields=["user", "updated_at"])
    record(by=Actor("user", str(user.uuid), str(user)), action="client.tied", subject=client, now=now)
    return client


@transaction.atomic
def of_account(user: User, *, name: str, phone: str, now: datetime) -> Client:
    """The client record of an account, made at its first booking."""
    client, made = Client.objects.get_or_create(
        user=user, defaults={"name": name, "email": user.email, "phone": phone}
    )
    if made:
        record(by=Actor("user", str(user.uuid), str(user)), action="client.made", subject=client, now=now)
    return client


@transaction.atomic
def follow_account(user: User, email: str, *, by: Actor, now: datetime, before: str = "") -> str:
    """Write to the client of this account at `email`; with `before`, only whom we wrote to there.

    Where we wrote until now; empty where nothing changes.
    """
    rows = Client.objects.select_for_update().filter(user=user).exclude(email=email)
    client = (rows.filter(email__iexact=before) if before else rows).first()
    if client is None:
        return ""
    written, client.email = client.email, email
    client.save(update_fields=["email", "updated_at"])
    record(by=by, action="client.changed", subject=client, now=now, fields="email")
    return written


@transaction.atomic
def keep_by_hand(client: Client, changed: list[str], *, by: Actor, now: datetime) -> Client:
    """What the desk has changed of a client's contacts, or a client whom it has added: written down."""
    made = client.pk is None
    client.save()
    action = "client.made" if made else "client.changed"
    record(by=by, action=action, subject=client, now=now, fields=",".join(changed))
    return client


@transaction.atomic(savepoint=False)
def of_visitor(*, name: str, email: str, phone: str, by: Actor, now: datetime) -> Client:
    """A new client record for somebody without an account; never an existing one, whatever they type."""
    client = Client.objects.create(name=name, email=email, phone=phone)
    record(by=by, action="client.made", subject=client, now=now)
    return client


@dataclass(frozen=True)
class AtTheDesk:
    """Somebody new, as they told it at the desk; `guardian` and the number where they are under 18."""

    name: str
    email: str
    phone: str
    born_on: date
    guardian: str = ""
    guardian_phone: str = ""


@transaction.atomic
def at_the_desk(who: AtTheDesk, *, by: Actor, now: datetime) -> Client:
    """A new client record that staff make, with whoever is responsible for a minor. Pressed twice, one."""
    one_at_a_time(by)
    lately = Client.objects.filter(created_at__gt=now - PRESSED_TWICE, user=None, born_on=who.born_on)
    if twice := lately.filter(name=who.name, email=who.email, phone=who.phone).first():
        return twice
    client = of_visitor(name=who.name, email=who.email, phone=who.phone, by=by, now=now)
    client.born_on = who.born_on
    client.save(update_fields=["born_on", "updated_at"])
    if who.guardian:
        Guardian.objects.create(client=client, name=who.guardian, phone=who.guardian_phone)
    return client
