"""A yes or a no, dated, with the version of the words; a change of mind is one more row."""

from datetime import datetime

from django.db import transaction

from assessments.models import Clearance
from hekas.accounts.models import Client, Consent
from hekas.audit.actors import Actor
from hekas.audit.log import record
from hekas.privacy.consents import ASKED, HEALTH_DATA


@transaction.atomic
def say(client: Client, kind: str, *, given: bool, by: Actor, now: datetime) -> bool:
    """Write it down if it is news; returns whether it was. Raises KeyError for what nobody asks.

    Whoever takes back that we may use what they said about their health can't be booked on it any more:
    what cleared them ends, and the questions come first.
    """
    asked = ASKED[kind]
    Client.objects.select_for_update(no_key=True).get(pk=client.pk)  # one page at a time
    last = Consent.objects.filter(client=client, kind=kind).order_by("-at", "-id").first()
    if last is not None and last.given == given and last.wording_version == asked.version:
        return False
    row = Consent.objects.create(client=client, kind=kind, given=given, wording_version=asked.version, at=now)
    record(by=by, action="consent.given" if given else "consent.withdrawn", subject=row, now=now, kind=kind)
    if kind == HEALTH_DATA and not given:
        Clearance.objects.current().filter(client=client, expires_at__gt=now).update(expires_at=now)
    return True
