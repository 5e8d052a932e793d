"""The message log: for staff all of it, for a client what was sent to them."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from hekas.accounts.models import Client
from hekas.messaging.models import OutboundMessage
from hekas.messaging.terms import State

NEEDS_A_LOOK = "look"


@dataclass(frozen=True)
class Filter:
    """What staff look for; empty means all."""

    state: str = ""  # a State, or NEEDS_A_LOOK
    channel: str = ""
    template: str = ""
    person: str = ""


def log(wanted: Filter) -> QuerySet[OutboundMessage]:
    """Messages that fit, newest first, with the people they go to."""
    messages = OutboundMessage.objects.select_related("client", "user").order_by("-id")
    if wanted.state == NEEDS_A_LOOK:
        messages = messages.needing_a_person()
    elif wanted.state:
        messages = messages.filter(state=wanted.state)
    if wanted.channel:
        messages = messages.filter(channel=wanted.channel)
    if wanted.template:
        messages = messages.filter(template=wanted.template)
    return messages.filter(_person(wanted.person)) if wanted.person else messages


def sent_to(client: Client) -> QuerySet[OutboundMessage]:
    """What a client was sent, newest first."""
    return OutboundMessage.objects.filter(client=client, state=State.SENT).order_by("-sent_at", "-id")


def _person(words: str) -> Q:
    return (
        Q(client__name__icontains=words)
        | Q(client__email__icontains=words)
        | Q(user__name__icontains=words)
        | Q(user__email__icontains=words)
        | Q(address__icontains=words)
    )
