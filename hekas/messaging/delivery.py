"""Out of the outbox: claim one row and commit, then send it in a second transaction that holds its row.

Whoever dies between the two leaves a row that says `sending`; the sweeper finds it by that. Whoever wants to
take a message back waits for the row, so nothing goes out after a cancellation has been committed.
"""

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from hekas.messaging import channels, policy
from hekas.messaging.catalogue import UnknownKind
from hekas.messaging.channels.carrier import Carrier, CouldNotAsk
from hekas.messaging.hindrances import hindrance
from hekas.messaging.models import DeliveryAttempt, OutboundMessage
from hekas.messaging.parcels import address_of, pack
from hekas.messaging.rendering import NoWording
from hekas.messaging.settling import Delivered, give_up, settle
from hekas.messaging.terms import Channel, Outcome, Parcel, Result, State

Clock = Callable[[], datetime]
UNLUCKY = (Result.LATER, Result.UNKNOWN)
ENOUGH_BAD_LUCK = 3  # in a row, then this drain leaves that provider alone


@dataclass(frozen=True)
class Claim:
    """One message that is ours to send until its lease runs out."""

    pk: int
    token: UUID
    channel: Channel
    number: int  # of the try


def drain(*, clock: Clock, until: datetime, limit: int = 1000) -> Counter[str]:
    """Send what is due, one by one, until nothing is, the time is up, or `limit` messages were handled.

    Returns how many came to which end. Any number of drains may run at once.
    """
    ends: Counter[str] = Counter()
    luck: Counter[Channel] = Counter()
    with channels.opened() as carriers:
        while ends.total() < limit and clock() < until:
            ailing = [channel for channel, misses in luck.items() if misses >= ENOUGH_BAD_LUCK]
            claimed = claim(now=clock(), without=ailing)
            if claimed is None:
                break
            done = deliver(claimed, clock=clock, carrier=carriers[claimed.channel])
            luck[claimed.channel] = luck[claimed.channel] + 1 if done.result in UNLUCKY else 0
            ends[done.end] += 1
    return ends


@transaction.atomic
def claim(*, now: datetime, without: Collection[Channel] = ()) -> Claim | None:
    """Take the message that has been due longest; None where nothing is due. Committed before any sending."""
    due = OutboundMessage.objects.due(now).exclude(channel__in=without)
    message = due.order_by("next_attempt_at", "id").select_for_update(skip_locked=True, no_key=True).first()
    if message is None:
        return None
    message.state, message.token = State.SENDING, uuid4()
    message.claimed_at, message.lease_until = now, now + policy.LEASE
    message.attempts += 1
    message.save(update_fields=["state", "token", "claimed_at", "lease_until", "attempts", "updated_at"])
    DeliveryAttempt.objects.create(message=message, number=message.attempts, started_at=now)
    return Claim(message.pk, message.token, Channel(message.channel), message.attempts)


@transaction.atomic(durable=True)
def deliver(claimed: Claim, *, clock: Clock, carrier: Carrier) -> Delivered:
    """Send a claimed message, if it still may be sent, and write what came of it."""
    message = (
        OutboundMessage.objects.select_related("client", "user")
        .select_for_update(of=("self",), no_key=True)
        .filter(pk=claimed.pk, state=State.SENDING, token=claimed.token)
        .first()
    )
    if message is None:
        return give_up(claimed.pk, claimed.number, now=clock())
    address = address_of(message)
    step = hindrance(message, address, clock())
    if step is not None:
        return settle(message, step, now=clock())
    return _send(message, address, clock, carrier)


def _send(message: OutboundMessage, address: str, clock: Clock, carrier: Carrier) -> Delivered:
    try:
        packed = pack(message, address)
    except (UnknownKind, NoWording) as fault:
        step = policy.Step(State.FAILED, because=f"It has no wording: {fault}")
        return settle(message, step, now=clock())
    outcome = _hand_over(message, carrier, packed.parcel)
    now = clock()
    step = policy.after(
        outcome,
        channel=Channel(message.channel),
        repeatable=carrier.repeatable or carrier.can_be_asked,
        attempts=message.attempts,
        due_at=message.due_at,
        expires_at=message.expires_at,
        now=now,
    )
    return settle(message, step, now=now, outcome=outcome, packed=packed)


def _hand_over(message: OutboundMessage, carrier: Carrier, parcel: Parcel) -> Outcome:
    """Before any second try, ask whether the first one arrived, where the provider can say."""
    if message.attempts > 1 and carrier.can_be_asked:
        try:
            found = carrier.find(parcel.key)
        except CouldNotAsk as fault:
            return Outcome(Result.LATER, f"It can't be told whether it has arrived: {fault}")
        if found:
            return Outcome(Result.ACCEPTED, provider_id=found)
    return carrier.send(parcel)
