"""What people want to hear of, written down with the day and the words they agreed to."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from hekas.accounts.models import Client, Consent
from hekas.audit.actors import SYSTEM, Actor
from hekas.audit.log import record
from hekas.messaging.models import Suppression
from hekas.messaging.queries.preferences import wishes_of
from hekas.messaging.terms import Channel
from hekas.messaging.wishes import PREFERENCES, TEXTS, Preference
from hekas.postgres.faults import still


@transaction.atomic
def choose(client: Client, *, wanted: Collection[str], by: Actor, now: datetime) -> int:
    """Write a yes or no for each preference that changed, or was never answered; returns how many.

    `wanted` are the keys of what the client wants; every other one is a no.
    """
    still(Client.objects.select_for_update(no_key=True), pk=client.pk)  # one page at a time
    changed = [
        wish.preference
        for wish in wishes_of(client)
        if wish.at is None or wish.given != (wish.preference.key in wanted)
    ]
    for preference in changed:
        _write(client, preference, preference.key in wanted, by, now)
    return len(changed)


@transaction.atomic
def withdraw(client: Client, preference: Preference, *, now: datetime) -> None:
    """One click in a letter: no more of this kind. A second click changes nothing."""
    last = Consent.objects.filter(client=client, kind=preference.key).order_by("-at", "-id").first()
    if last is None or last.given:
        _write(client, preference, False, Actor("link", str(client.uuid), "unsubscribe link"), now)


@transaction.atomic
def stop_texts(phone: str, *, now: datetime) -> None:
    """Somebody replied STOP: no text to this number, whoever shares it."""
    Suppression.objects.bulk_create(
        [Suppression(channel=Channel.SMS.value, address=phone, reason="replied STOP", at=now)],
        ignore_conflicts=True,
    )
    for client in Client.objects.filter(phone=phone).order_by("id"):
        _write(client, PREFERENCES[TEXTS], False, SYSTEM, now)


@transaction.atomic
def start_texts(phone: str, *, now: datetime) -> None:
    """Somebody replied START: texts to this number again."""
    Suppression.objects.filter(channel=Channel.SMS.value, address=phone, lifted_at=None).update(lifted_at=now)
    for client in Client.objects.filter(phone=phone).order_by("id"):
        _write(client, PREFERENCES[TEXTS], True, SYSTEM, now)


def _write(client: Client, preference: Preference, given: bool, by: Actor, now: datetime) -> None:
    consent = Consent.objects.create(
        client=client, kind=preference.key, given=given, wording_version=preference.wording_version, at=now
    )
    record(by=by, action="consent.given" if given else "consent.withdrawn", subject=consent, now=now)
