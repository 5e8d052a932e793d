"""The message log: for staff all of it, for a client what was sent to them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import Q, QuerySet

from hekas.accounts.models import Client
from hekas.messaging.models import ArchivedMessage, OutboundMessage
from hekas.messaging.terms import State

NEEDS_A_LOOK = "look"
Message = OutboundMessage | ArchivedMessage


@dataclass(frozen=True)
class Filter:
    """What staff look for; empty means all."""

    state: str = ""  # a State, or NEEDS_A_LOOK
    channel: str = ""
    template: str = ""
    person: str = ""


def log(wanted: Filter) -> QuerySet[OutboundMessage]:
    """Messages at hand that fit, newest first, with the people they go to."""
    messages = OutboundMessage.objects.select_related("client", "user").order_by("-id")
    if wanted.state == NEEDS_A_LOOK:
        return messages.needing_a_person().filter(*_fits(replace(wanted, state="")))
    return messages.filter(*_fits(wanted))


def page(wanted: Filter, start: int, stop: int) -> Sequence[Message]:
    """A page of the whole log: what is at hand first, then the archive."""
    at_hand = list(log(wanted)[start:stop])
    lacking = stop - start - len(at_hand)
    if not lacking or wanted.state == NEEDS_A_LOOK:
        return at_hand
    passed = 0 if at_hand or not start else start - log(wanted).count()
    old = ArchivedMessage.objects.select_related("client", "user").filter(*_fits(wanted))
    return [*at_hand, *old.order_by("-at", "-id")[passed : passed + lacking]]


def sent_to(client: Client, count: int | None = None) -> Sequence[Message]:
    """What a client was sent, newest first: the newest `count`, or all of it."""
    sent = {"client": client, "state": State.SENT}
    at_hand = list(OutboundMessage.objects.filter(**sent).order_by("-sent_at", "-id")[:count])
    lacking = None if count is None else count - len(at_hand)
    if lacking == 0:
        return at_hand
    return [*at_hand, *ArchivedMessage.objects.filter(**sent).order_by("-at", "-id")[:lacking]]


def _fits(wanted: Filter) -> list[Q]:
    exact = {"state": wanted.state, "channel": wanted.channel, "template": wanted.template}
    asked = [Q(**{name: value}) for name, value in exact.items() if value]
    return [*asked, _person(wanted.person)] if wanted.person else asked


def _person(words: str) -> Q:
    return (
        Q(client__name__icontains=words)
        | Q(client__email__icontains=words)
        | Q(user__name__icontains=words)
        | Q(user__email__icontains=words)
        | Q(address__icontains=words)
        | Q(given_address__icontains=words)
    )
