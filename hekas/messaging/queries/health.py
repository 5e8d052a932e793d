"""How the machine is: what is due and unsent, what hangs, and who has a pulse."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Min

from hekas.messaging.heartbeats import BEAT, WORKER
from hekas.messaging.models import Heartbeat, OutboundMessage


@dataclass(frozen=True)
class Health:
    """Ages are None where there is nothing to be old."""

    due_unsent: int
    oldest_due: timedelta | None
    hung: int
    needing_a_person: int
    beat_silent_for: timedelta | None
    worker_silent_for: timedelta | None


def health(now: datetime) -> Health:
    """The state of the outbox, in four indexed questions."""
    due = OutboundMessage.objects.due(now)
    pulses = {pulse.name: now - pulse.at for pulse in Heartbeat.objects.all()}
    oldest = due.aggregate(oldest=Min("next_attempt_at"))["oldest"]
    return Health(
        due_unsent=due.count(),
        oldest_due=now - oldest if oldest else None,
        hung=OutboundMessage.objects.hung(now).count(),
        needing_a_person=OutboundMessage.objects.needing_a_person().count(),
        beat_silent_for=pulses.get(BEAT),
        worker_silent_for=pulses.get(WORKER),
    )
