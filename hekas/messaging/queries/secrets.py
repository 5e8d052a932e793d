"""Where a secret of a message went, for whoever has to know whether it is still in the right hands."""

from collections.abc import Collection

from django.db.models import Q

from hekas.messaging.models import OutboundMessage
from hekas.messaging.terms import State

NOBODY_KNOWS = ""


def places_of(secret: str, about: Collection[str]) -> set[str]:
    """The addresses that messages with this secret in them went to: empty where none has left.

    A copy that may have left, to what address is not known, is NOBODY_KNOWS.
    """
    left = OutboundMessage.objects.filter(Q(state=State.SENT) | Q(in_doubt=True), about__in=about)
    return {
        NOBODY_KNOWS if message.in_doubt else message.address
        for message in left
        if any(secret in words for words in message.context.values())
    }
