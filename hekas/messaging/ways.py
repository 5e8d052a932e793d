"""By which ways a kind of message reaches a client. Nobody is written to at an address that is made up."""

from django.conf import settings

from hekas.accounts.models import Client
from hekas.messaging.kinds import KINDS
from hekas.messaging.terms import Channel


def ways(template: str, client: Client | None, *, by_text: bool = False) -> tuple[Channel, ...]:
    """By letter, and where `by_text` and a number is there by text too. Without an e-mail address by text.

    Never by text where the clinic has no gateway.

    A letter that no address is known for, and that can't be a text, is written all the same: it fails at
    sending and stands on the list of messages that a person has to look at, to be told by telephone.
    """
    has_address = client is not None and bool(client.email)
    may_text = bool(settings.SMS_URL) and Channel.SMS in KINDS[template].channels
    can_text = may_text and client is not None and bool(client.phone)
    if can_text and not has_address:
        return (Channel.SMS,)
    return (Channel.EMAIL, Channel.SMS) if can_text and by_text else (Channel.EMAIL,)
