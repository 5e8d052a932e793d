"""A yes or a no, dated, with the version of the words; a change of mind is one more row."""

from datetime import datetime

from django.db import transaction

from assessments.actions import unfinished
from assessments.models import Clearance
from hekas.accounts.actions import consents as said
from hekas.accounts.consents import HEALTH_DATA
from hekas.accounts.models import Client
from hekas.audit.actors import Actor
from hekas.postgres.faults import still


@transaction.atomic
def say(client: Client, kind: str, *, given: bool, by: Actor, now: datetime) -> bool:
    """Write it down if it is news; returns whether it was. Raises KeyError for what nobody asks.

    Whoever takes back that we may use what they said about their health can't be booked on it any more:
    what cleared them ends, what they had begun to answer goes, and the questions come first.
    """
    still(Client.objects.select_for_update(no_key=True), pk=client.pk)  # one page at a time
    if not said.say(client, kind, given=given, by=by, now=now):
        return False
    if kind == HEALTH_DATA and not given:
        Clearance.objects.current().filter(client=client, expires_at__gt=now).update(expires_at=now)
        unfinished.forget_begun(client, by=by, now=now)
    return True
