"""Writing down what came of a try. The caller holds the message's row."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.db import connection

from hekas.messaging.channels.encoding import measure
from hekas.messaging.kinds import KINDS
from hekas.messaging.models import DeliveryAttempt
from hekas.messaging.sending.parcels import Packed
from hekas.messaging.sending.policy import Step
from hekas.messaging.terms import Channel, Outcome, Result, State

TAKEN_BACK = "taken back"

# The row and the try in one statement, so in one round trip: a drain does this for each message. A try ends
# no sooner than it began, also where the clock was put back in between: refused here, what was sent would be
# forgotten, and sent again.
SETTLE = """
    WITH settled AS (
        UPDATE messaging_outboundmessage
        SET state = %(state)s, token = NULL, lease_until = NULL, updated_at = %(now)s,
            next_attempt_at = COALESCE(%(again)s, next_attempt_at),
            in_doubt = in_doubt OR %(in_doubt)s, error = %(error)s, dropped_because = %(dropped_because)s,
            sent_at = %(sent_at)s, address = %(address)s, sent_subject = %(subject)s, sent_text = %(text)s,
            on_air = %(on_air)s,
            provider_id = %(provider_id)s,
            context = CASE WHEN %(forget)s THEN '{}'::jsonb ELSE context END
        WHERE id = %(id)s
        RETURNING id, attempts, claimed_at
    )
    INSERT INTO messaging_deliveryattempt (message_id, number, started_at, finished_at, result, detail)
    SELECT id, attempts, claimed_at, GREATEST(%(now)s, claimed_at), %(result)s, %(detail)s FROM settled
"""


class Tried(Protocol):
    """A message that was tried: its row, or what delivery read of it."""

    id: int
    template: str
    channel: str


@dataclass(frozen=True)
class Delivered:
    """The end of one try, and what the provider of the channel answered, where it was called."""

    end: str
    channel: Channel | None = None
    result: Result | None = None


def settle(
    message: Tried,
    step: Step,
    *,
    now: datetime,
    outcome: Outcome | None = None,
    packed: Packed | None = None,
    no_outcome: str = DeliveryAttempt.NOT_TRIED,
) -> Delivered:
    """Bring the row into the state that `step` says, and write the try down."""
    final = step.state is not State.QUEUED
    values = {
        "id": message.id,
        "state": step.state.value,
        "now": now,
        "again": step.next_attempt_at,
        "in_doubt": step.in_doubt,
        "error": step.because if step.state in (State.QUEUED, State.FAILED) else "",
        "dropped_because": step.because if step.state is State.DROPPED else "",
        "forget": final and message.template in KINDS and KINDS[message.template].secret,
        "result": outcome.result.value if outcome else no_outcome,
        "detail": step.because,
        **_kept(step, packed, outcome, now),
    }
    with connection.cursor() as cursor:
        cursor.execute(SETTLE, values)
    if outcome is None:
        return Delivered(step.state.value)
    return Delivered(step.state.value, Channel(message.channel), outcome.result)


def _kept(step: Step, packed: Packed | None, outcome: Outcome | None, now: datetime) -> dict[str, object]:
    """What was sent, and where to; nothing of a message that was not."""
    if step.state is not State.SENT or outcome is None or packed is None:
        return {"sent_at": None, "address": "", "subject": "", "text": "", "on_air": "", "provider_id": ""}
    return {
        "sent_at": now,
        "address": packed.parcel.address,
        "subject": packed.kept_subject,
        "text": packed.kept_text,
        "on_air": "" if packed.parcel.subject else measure(packed.parcel.text).told,
        "provider_id": outcome.provider_id[:200],
    }
