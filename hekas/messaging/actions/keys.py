"""The words of messages, closed anew with the newest key, so that the one before it may go."""

from cryptography.fernet import InvalidToken
from django.db import transaction

from hekas import closed
from hekas.messaging.closed_words import KEY, PURPOSE, Words
from hekas.messaging.models import OutboundMessage

AT_A_TIME = 500


def close_anew() -> tuple[int, int]:
    """How many were closed anew, and how many no key opens, or somebody sends this moment: as they were."""
    done = left = last = 0
    while known := _after(last):
        last = known[-1]
        some, others = _some(known)
        done, left = done + some, left + others
    return done, left


def _after(last: int) -> list[int]:
    rows = OutboundMessage.objects.filter(pk__gt=last).exclude(context={}).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:AT_A_TIME])


@transaction.atomic
def _some(known: list[int]) -> tuple[int, int]:
    """A row that is on the wire is passed over: whoever sends it holds it for a minute at most."""
    rows = OutboundMessage.objects.select_for_update(skip_locked=True).filter(pk__in=known)
    found = {row.pk: row.context.kept for row in rows}
    done, left = 0, len(known) - len(found)
    for pk, kept in found.items():
        try:
            new = {**kept, KEY: closed.with_newest_key(kept[KEY], PURPOSE)} if KEY in kept else kept
        except InvalidToken:
            left += 1
            continue
        if new != kept:
            done += OutboundMessage.objects.filter(pk=pk).update(context=Words(new))
    return done, left
