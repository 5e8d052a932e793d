"""By which ways a kind of message reaches a client. Nobody is written to at an address that is made up."""

from hekas.accounts.models import Client
from hekas.messaging.kinds import KINDS
from hekas.messaging.terms import Channel


def ways(template: str, client: Client | None, *, by_text: bool = False) -> tuple[Channel, ...]:
    """By letter, and where `by_text` and a number is there by text too. Without an e-mail address by text.

    A letter that no address is known for, and that can't be a text, is written all the same: it fails at
    sending and stands on the list of messages that a person has to look at, to be told by telephone.
    """
    has_address = client is not None and bool(client.email)
    can_text = client is not None and bool(client.phone) and Channel.SMS in KINDS[template].channels
    if can_text and not has_address:
        return (Channel.SMS,)
    return (Channel.EMAIL, Channel.SMS) if can_text and by_text else (Channel.EMAIL,)
