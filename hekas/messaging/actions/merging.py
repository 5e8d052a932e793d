"""Two client records are of one person: their messages become one pile, and nothing is said twice."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from hekas.accounts.models import Client
from hekas.messaging.actions.outbox import SENDING_ENDS_WITHIN, waiting_for_locks
from hekas.messaging.models import OutboundMessage
from hekas.messaging.terms import State

SAID = "the same was written under their other record"


@transaction.atomic
def take_over(*, gone: Client, keep: Client, now: datetime) -> int:
    """Every message of `gone` is `keep`'s by now, those that wait too; returns how many.

    Waits for one that is being sent this moment. What is keyed by the person is keyed by the one that stays,
    so that nobody is nudged twice in a week; where both were written, the one that is not yet out is dropped.
    """
    theirs = OutboundMessage.objects.filter(client=gone)
    with waiting_for_locks(SENDING_ENDS_WITHIN):
        named = theirs.filter(Q(dedupe_key__contains=gone.uuid) | Q(about__contains=gone.uuid))
        for message in named.select_for_update(no_key=True).order_by("id"):
            _rename(message, gone, keep, now)
        return theirs.update(client=keep, updated_at=now)


def _rename(message: OutboundMessage, gone: Client, keep: Client, now: datetime) -> None:
    old, new = str(gone.uuid), str(keep.uuid)
    key = message.dedupe_key.replace(old, new)
    message.about = message.about.replace(old, new)
    if key != message.dedupe_key and OutboundMessage.objects.filter(dedupe_key=key).exists():
        if message.state == State.QUEUED:
            message.state, message.dropped_because = State.DROPPED.value, SAID
    elif message.state not in State.open_states() or not message.attempts:  # a provider may know the old one
        message.dedupe_key = key
    message.save()
