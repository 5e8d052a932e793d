"""Out of the outbox: claim one row and commit, then send it in a second transaction that holds its row.

That second transaction also claims the row after it, so a message costs one commit, not two.

Whoever dies between the two leaves a row that says `sending`; the sweeper finds it by that. Whoever wants to
take a message back waits for the row, so nothing goes out after a cancellation has been committed.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from django.db import connection, transaction

from hekas.messaging import channels
from hekas.messaging.catalogue import UnknownKind
from hekas.messaging.channels.carrier import Carrier, CouldNotAsk
from hekas.messaging.closed_words import NoKey
from hekas.messaging.queries.sending import Claimed, held
from hekas.messaging.rendering import NoWording
from hekas.messaging.sending import policy
from hekas.messaging.sending.hindrances import hindrance
from hekas.messaging.sending.parcels import pack
from hekas.messaging.sending.settling import TAKEN_BACK, Delivered, settle
from hekas.messaging.terms import Channel, Outcome, Parcel, Result, State

Clock = Callable[[], datetime]
UNLUCKY = (Result.LATER, Result.UNKNOWN)
ENOUGH_BAD_LUCK = 3  # in a row, then this drain leaves that provider alone

# One statement is one round trip, and PostgreSQL commits it by itself.
CLAIM = """
    UPDATE messaging_outboundmessage
    SET state = 'sending', token = %(token)s, claimed_at = %(now)s, lease_until = %(lease)s,
        attempts = attempts + 1, updated_at = %(now)s
    WHERE id = (
        SELECT id FROM messaging_outboundmessage
        WHERE state = 'queued' AND next_attempt_at <= %(now)s AND channel <> ALL(%(without)s::text[])
        ORDER BY next_attempt_at, id
        LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
    )
"""


@dataclass
class Run:
    """One drain: how many came to which end, and how often in a row each channel had bad luck."""

    clock: Clock
    until: datetime
    limit: int
    carriers: Mapping[Channel, Carrier]
    told_to_end: Callable[[], bool]
    ends: Counter[str] = field(default_factory=Counter)
    luck: Counter[Channel] = field(default_factory=Counter)

    def next(self) -> UUID | None:
        """Claim one more, unless there is enough of it."""
        if self.told_to_end() or self.ends.total() >= self.limit or self.clock() >= self.until:
            return None
        ailing = [channel for channel, misses in self.luck.items() if misses >= ENOUGH_BAD_LUCK]
        return claim(now=self.clock(), without=ailing)

    @transaction.atomic(durable=True)
    def step(self, token: UUID) -> UUID | None:
        """Send one, and claim the next: what came of one is committed together with the claim of another."""
        done = deliver(token, clock=self.clock, carriers=self.carriers)
        if done.channel is not None:
            self.luck[done.channel] = self.luck[done.channel] + 1 if done.result in UNLUCKY else 0
        self.ends[done.end] += 1
        return self.next()


def drain(
    *, clock: Clock, until: datetime, limit: int = 1000, told_to_end: Callable[[], bool] = lambda: False
) -> Counter[str]:
    """Send what is due, one by one, until nothing is, the time is up, or `limit` messages were handled.

    Returns how many came to which end. Any number of drains may run at once. Who is told to end claims no
    more, and finishes the one that it has: cut short, nobody could say whether it was sent.
    """
    with channels.opened() as carriers:
        run = Run(clock, until, limit, carriers, told_to_end)
        token = run.next()
        while token is not None:
            token = run.step(token)
    return run.ends


def claim(*, now: datetime, without: Collection[Channel] = ()) -> UUID | None:
    """Take the message that has been due longest; None where nothing is due.

    Committed before any sending. The token that comes back is good for one try.
    """
    token = uuid4()
    with connection.cursor() as cursor:
        cursor.execute(
            CLAIM,
            {"token": str(token), "now": now, "lease": now + policy.LEASE, "without": [*map(str, without)]},
        )
        return token if cursor.rowcount else None


@transaction.atomic(savepoint=False)
def deliver(token: UUID, *, clock: Clock, carriers: Mapping[Channel, Carrier]) -> Delivered:
    """Send a claimed message, if it still may be sent, and write what came of it."""
    claimed = held(token)
    if claimed is None:  # taken back, or hung so long that somebody else has it
        return Delivered(TAKEN_BACK)
    if step := hindrance(claimed, clock()):
        return settle(claimed, step, now=clock())
    return _send(claimed, clock, carriers[claimed.channel])


def _send(claimed: Claimed, clock: Clock, carrier: Carrier) -> Delivered:
    try:
        packed = pack(claimed)
    except (UnknownKind, NoWording, NoKey) as fault:
        step = policy.Step(State.FAILED, because=f"It has no wording: {fault}")
        return settle(claimed, step, now=clock())
    outcome = _hand_over(claimed, carrier, packed.parcel)
    now = clock()
    step = policy.after(
        outcome,
        channel=claimed.channel,
        repeatable=carrier.repeatable or carrier.can_be_asked,
        attempts=claimed.attempts,
        due_at=claimed.due_at,
        expires_at=claimed.expires_at,
        now=now,
    )
    return settle(claimed, step, now=now, outcome=outcome, packed=packed)


def _hand_over(claimed: Claimed, carrier: Carrier, parcel: Parcel) -> Outcome:
    """Before any second try, ask whether the first one arrived, where the provider can say."""
    if claimed.attempts > 1 and carrier.can_be_asked:
        try:
            found = carrier.find(parcel.key)
        except CouldNotAsk as fault:
            return Outcome(Result.LATER, f"It can't be told whether it has arrived: {fault}")
        if found:
            return Outcome(Result.ACCEPTED, provider_id=found)
    if claimed.may_be_lost:
        return Outcome(Result.LATER, "This process was stopped for too long in the middle of it.")
    return carrier.send(parcel)
