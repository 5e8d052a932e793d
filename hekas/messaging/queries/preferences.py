"""What a client wants to hear of, from their dated yeses and noes."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery

from hekas.accounts.models import Client, Consent
from hekas.messaging.models import Suppression
from hekas.messaging.terms import Channel
from hekas.messaging.wishes import PREFERENCES, Preference


@dataclass(frozen=True)
class Wish:
    """One preference of one client; `at` is when they last said so, None where nobody asked."""

    preference: Preference
    given: bool
    at: datetime | None


def wishes_of(client: Client) -> list[Wish]:
    """Every preference with what the client last said, or what is assumed."""
    latest: dict[str, Consent] = {}
    for consent in Consent.objects.filter(client=client, kind__in=PREFERENCES).order_by("at", "id"):
        latest[consent.kind] = consent
    return [_wish(preference, latest.get(preference.key)) for preference in PREFERENCES.values()]


def wants(client: Client, key: str) -> bool:
    """Does this client want what this preference is about?"""
    last = Consent.objects.filter(client=client, kind=key).order_by("-at", "-id").first()
    return _wish(PREFERENCES[key], last).given


def clients_wanting(key: str) -> QuerySet[Client]:
    """Those whose last word on this preference was yes; for one that is not assumed."""
    said = Consent.objects.filter(client=OuterRef("pk"), kind=key).order_by("-at", "-id").values("given")
    return Client.objects.annotate(said=Subquery(said[:1])).filter(said=True)


def is_stopped(channel: Channel, address: str) -> bool:
    """Did the owner of this address tell us to stop?"""
    return Suppression.objects.filter(channel=channel, address__iexact=address, lifted_at=None).exists()


def _wish(preference: Preference, last: Consent | None) -> Wish:
    if last is None:
        return Wish(preference, preference.assumed, None)
    return Wish(preference, last.given, last.at)
