"""What follows from a provider's answer. Pure: a table of cases, without clock, rows or network."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from hekas.messaging.terms import Channel, Outcome, Result, State

BACK_OFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15))
LEASE = timedelta(minutes=2)  # longer than one look-up and one hand-over may take
MOST_IN_DOUBT = 5  # so many copies of a letter may reach somebody whose server never answers us
PATIENCE = timedelta(hours=24)  # for a message that never expires: after that a person has to look


@dataclass(frozen=True)
class Step:
    """The next state of a message. `in_doubt`: it may have gone out more often than we know."""

    state: State
    next_attempt_at: datetime | None = None
    because: str = ""
    in_doubt: bool = False


def after(
    outcome: Outcome,
    *,
    channel: Channel,
    repeatable: bool,
    attempts: int,
    due_at: datetime,
    expires_at: datetime | None,
    now: datetime,
) -> Step:
    """What becomes of a message after its `attempts`-th try, the first being 1."""
    if outcome.result is Result.ACCEPTED:
        return Step(State.SENT)
    if outcome.result is Result.REFUSED:
        return Step(State.FAILED, because=outcome.detail)
    doubt = outcome.result is Result.UNKNOWN and not repeatable
    if doubt and (channel is Channel.SMS or attempts >= MOST_IN_DOUBT):
        return Step(State.FAILED, because=outcome.detail, in_doubt=True)
    return _try_again(outcome, attempts, due_at, expires_at, now, doubt)


def _try_again(
    outcome: Outcome, attempts: int, due_at: datetime, expires_at: datetime | None, now: datetime, doubt: bool
) -> Step:
    again = now + max(back_off(attempts), outcome.retry_after or timedelta(0))
    if expires_at is not None and again >= expires_at:
        return Step(State.FAILED, because=f"No time for another try: {outcome.detail}", in_doubt=doubt)
    if expires_at is None and again >= due_at + PATIENCE:
        return Step(State.FAILED, because=f"Tried for a day: {outcome.detail}", in_doubt=doubt)
    return Step(State.QUEUED, again, outcome.detail, in_doubt=doubt)


def back_off(attempts: int) -> timedelta:
    """How long to wait after the `attempts`-th try: 1, 5, then every 15 minutes."""
    return BACK_OFF[min(max(attempts, 1), len(BACK_OFF)) - 1]
