"""Writing down what came of a try. The caller holds the message's row."""

from dataclasses import dataclass
from datetime import datetime

from hekas.messaging.catalogue import KINDS
from hekas.messaging.models import DeliveryAttempt, OutboundMessage
from hekas.messaging.parcels import Packed
from hekas.messaging.policy import Step
from hekas.messaging.terms import Outcome, Result, State

WRITTEN = [
    "state", "token", "lease_until", "next_attempt_at", "error", "dropped_because", "in_doubt",
    "address", "sent_at", "sent_subject", "sent_text", "provider_id", "context", "updated_at",
]  # fmt: skip


@dataclass(frozen=True)
class Delivered:
    """The end of one try, and the provider's answer where it was called."""

    end: str
    result: Result | None = None


def settle(
    message: OutboundMessage,
    step: Step,
    *,
    now: datetime,
    outcome: Outcome | None = None,
    packed: Packed | None = None,
    attempt_result: str = DeliveryAttempt.NOT_TRIED,
) -> Delivered:
    """Bring the row into the state that `step` says, and close the try."""
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
    result = outcome.result if outcome else attempt_result
    _close_try(message.pk, message.attempts, result, step.because, now)
    return Delivered(step.state.value, outcome.result if outcome else None)


def give_up(pk: int, number: int, *, now: datetime) -> Delivered:
    """The message was taken back, or somebody else has it by now: this try ends without one."""
    _close_try(pk, number, DeliveryAttempt.NOT_TRIED, "It was taken back.", now)
    return Delivered("taken back")


def _keep(message: OutboundMessage, packed: Packed, outcome: Outcome, now: datetime) -> None:
    message.sent_at, message.address = now, packed.parcel.address
    message.sent_subject, message.sent_text = packed.kept_subject, packed.kept_text
    message.provider_id = outcome.provider_id[:200]


def _close_try(pk: int, number: int, result: str, detail: str, now: datetime) -> None:
    DeliveryAttempt.objects.filter(message=pk, number=number, finished_at=None).update(
        finished_at=now, result=str(result), detail=detail
    )
