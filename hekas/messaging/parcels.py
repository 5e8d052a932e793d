"""A row made ready for a channel: the address as it is now, the words rendered now."""

from dataclasses import dataclass

from hekas.messaging.catalogue import kind_of
from hekas.messaging.models import OutboundMessage
from hekas.messaging.rendering import Rendered, render
from hekas.messaging.terms import Attachment, Channel, Parcel, Purpose
from hekas.messaging.unsubscribe import link_for


@dataclass(frozen=True)
class Packed:
    """What goes to the provider, and what may be kept of it."""

    parcel: Parcel
    kept_subject: str
    kept_text: str


def address_of(message: OutboundMessage) -> str:
    """Where the message goes, read from its person this moment; empty where they have no such address."""
    if message.client is None:
        return message.user.email if message.user else message.given_address
    if message.channel == Channel.EMAIL:
        return message.client.email
    return message.client.phone.as_e164 if message.client.phone else ""


def pack(message: OutboundMessage, address: str) -> Packed:
    """The message as it goes out now. Raises UnknownKind and NoWording."""
    stop = _stop_link(message)
    words = render(
        message.template,
        Channel(message.channel),
        message.context,
        name=_name_of(message),
        to_staff=message.user is not None and message.user.role != "client",
        unsubscribe_url=stop,
    )
    promotes = kind_of(message.template).purpose is Purpose.PROMOTES
    parcel = Parcel(
        key=message.provider_key,
        address=address,
        text=words.text,
        subject=words.subject,
        html=words.html,
        attachments=tuple(Attachment(**attachment) for attachment in message.attachments),
        unsubscribe_url=stop if promotes else "",
    )
    return Packed(parcel, *_kept(message, words, stop))


def _kept(message: OutboundMessage, words: Rendered, stop: str) -> tuple[str, str]:
    kind = kind_of(message.template)
    if kind.secret:
        return kind.label, ""
    return words.subject, words.without_links({**message.context, "stop_url": stop})


def _name_of(message: OutboundMessage) -> str:
    person = message.client or message.user
    return person.name if person else ""


def _stop_link(message: OutboundMessage) -> str:
    preference = kind_of(message.template).preference
    return link_for(message.client, preference) if preference and message.client else ""
