"""Where a secret of a message went, for whoever has to know whether it is still in the right hands."""

from collections.abc import Collection

from django.db.models import Q

from hekas.messaging.closed_words import NoKey
from hekas.messaging.models import OutboundMessage
from hekas.messaging.terms import State

NOBODY_KNOWS = ""


def places_of(secret: str, about: Collection[str]) -> set[str]:
    """The addresses that messages with this secret in them went to: empty where none has left.

    A copy that may have left, to what address is not known, is NOBODY_KNOWS; so is one whose words can't be
    opened any more.
    """
    left = OutboundMessage.objects.filter(Q(state=State.SENT) | Q(in_doubt=True), about__in=about)
    return {place for message in left if (place := _place(message, secret)) is not None}


def _place(message: OutboundMessage, secret: str) -> str | None:
    """Where this message took the secret; None where it is not in it."""
    try:
        has_it = any(secret in words for words in message.context.values())
    except NoKey:
        return NOBODY_KNOWS
    if not has_it:
        return None
    return NOBODY_KNOWS if message.in_doubt else message.address
