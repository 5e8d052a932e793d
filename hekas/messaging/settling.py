"""Writing down what came of a try. The caller holds the message's row."""

from dataclasses import dataclass
from datetime import datetime

from hekas.messaging.catalogue import KINDS
from hekas.messaging.models import DeliveryAttempt, OutboundMessage
from hekas.messaging.parcels import Packed
from hekas.messaging.policy import Step
from hekas.messaging.terms import Channel, Outcome, Result, State

WRITTEN = [
    "state", "token", "lease_until", "next_attempt_at", "error", "dropped_because", "in_doubt",
    "address", "sent_at", "sent_subject", "sent_text", "provider_id", "context", "updated_at",
]  # fmt: skip
TAKEN_BACK = "taken back"


@dataclass(frozen=True)
class Delivered:
    """The end of one try, and what the provider of the channel answered, where it was called."""

    end: str
    channel: Channel | None = None
    result: Result | None = None


def settle(
    message: OutboundMessage,
    step: Step,
    *,
    now: datetime,
    outcome: Outcome | None = None,
    packed: Packed | None = None,
    no_outcome: str = DeliveryAttempt.NOT_TRIED,
) -> Delivered:
    """Bring the row into the state that `step` says, and write the try down."""
    message.state, message.token, message.lease_until = step.state, None, None
    message.next_attempt_at = step.next_attempt_at or message.next_attempt_at
    message.in_doubt = message.in_doubt or step.in_doubt
    message.error = step.because if step.state in (State.QUEUED, State.FAILED) else ""
    message.dropped_because = step.because if step.state is State.DROPPED else ""
    if step.state is State.SENT and outcome and packed:
        _keep(message, packed, outcome, now)
    if step.state is not State.QUEUED and message.template in KINDS and KINDS[message.template].secret:
        message.context = {}
    message.save(update_fields=WRITTEN)
    DeliveryAttempt.objects.create(
        message=message,
        number=message.attempts,
        started_at=message.claimed_at,
        finished_at=now,
        result=outcome.result.value if outcome else no_outcome,
        detail=step.because,
    )
    if outcome is None:
        return Delivered(step.state.value)
    return Delivered(step.state.value, Channel(message.channel), outcome.result)


def _keep(message: OutboundMessage, packed: Packed, outcome: Outcome, now: datetime) -> None:
    message.sent_at, message.address = now, packed.parcel.address
    message.sent_subject, message.sent_text = packed.kept_subject, packed.kept_text
    message.provider_id = outcome.provider_id[:200]
