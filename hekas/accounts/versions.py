"""By which addresses a client can be reached, now and before: a secret is good while they are theirs."""

from datetime import datetime, timedelta

from hekas.accounts.models import Client
from hekas.web.secret_links import hash_of

UNDER_WAY = timedelta(hours=1)  # a version carries the moment at which its transaction began


def addresses_of(client: Client) -> set[str]:
    """What is kept of their e-mail address and number of today; "" where there is none."""
    return {address_hash(client.email), address_hash(str(client.phone or ""))}


def address_hash(address: str) -> str:
    """What is kept of an e-mail address or a number that a secret went to; nothing of none."""
    return hash_of(address.strip().lower()) if address.strip() else ""


def has_had_same_addresses(client: Client, *, since: datetime) -> bool:
    """Whether e-mail and telephone are what they were at that moment, and were nothing else in between."""
    begun = since - UNDER_WAY
    versions = Client.pgh_event_model.objects.filter(pgh_obj_id=client.pk)  # type: ignore[attr-defined]
    then = versions.filter(pgh_created_at__lte=begun).order_by("-pgh_created_at", "-pgh_id").first()
    later = versions.filter(pgh_created_at__gt=begun)
    now = (client.email, client.phone)
    known = [*([then] if then else []), *later]
    return bool(known) and all((one.email, one.phone) == now for one in known)
