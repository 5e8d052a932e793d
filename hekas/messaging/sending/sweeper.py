"""Finds by state what hung: rows that say `sending` although whoever claimed them is long gone."""

from collections import Counter
from datetime import datetime

from django.db import transaction

from hekas.messaging import channels
from hekas.messaging.models import DeliveryAttempt, OutboundMessage
from hekas.messaging.sending import policy
from hekas.messaging.sending.settling import settle
from hekas.messaging.terms import Channel, Outcome, Result

HUNG = Outcome(Result.UNKNOWN, "The process that was sending it ended before it could say what came of it.")
MOST_AT_ONCE = 1000


def sweep(*, now: datetime) -> Counter[str]:
    """Settle what hung; returns how many came to which end.

    A hung message counts as one whose provider gave no answer: an e-mail is tried again and shown to staff, a
    text is tried again only where the provider tells a second one from a first. A frozen process still holds
    its row, so what it is sending is left alone.
    """
    ends: Counter[str] = Counter()
    with channels.opened() as carriers:
        safe = {channel: carrier.repeatable or carrier.can_be_asked for channel, carrier in carriers.items()}
    while ends.total() < MOST_AT_ONCE and (end := _settle_one(now, safe)):
        ends[end] += 1
    return ends


@transaction.atomic
def _settle_one(now: datetime, safe: dict[Channel, bool]) -> str:
    message = (
        OutboundMessage.objects.hung(now)
        .order_by("lease_until", "id")
        .select_for_update(skip_locked=True, no_key=True)
        .first()
    )
    if message is None:
        return ""
    channel = Channel(message.channel)
    step = policy.after(
        HUNG,
        channel=channel,
        repeatable=safe[channel],
        attempts=message.attempts,
        due_at=message.due_at,
        expires_at=message.expires_at,
        now=now,
    )
    return settle(message, step, now=now, no_outcome=DeliveryAttempt.HUNG).end
