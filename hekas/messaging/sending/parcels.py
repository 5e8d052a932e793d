"""A claimed message made ready for a channel, its words rendered now."""

from dataclasses import dataclass

from hekas.messaging.catalogue import kind_of
from hekas.messaging.kinds import Kind
from hekas.messaging.queries.sending import Claimed
from hekas.messaging.rendering import Rendered, render
from hekas.messaging.terms import Attachment, Parcel
from hekas.messaging.unsubscribe import link_of


@dataclass(frozen=True)
class Packed:
    """What goes to the provider, and what may be kept of it."""

    parcel: Parcel
    kept_subject: str
    kept_text: str


def pack(claimed: Claimed) -> Packed:
    """The message as it goes out now. Raises UnknownKind, NoWording and NoKey."""
    kind = kind_of(claimed.template)
    stop = link_of(claimed.client_uuid, kind.preference) if kind.preference and claimed.client_uuid else ""
    words = render(
        claimed.template,
        claimed.channel,
        claimed.words,
        name=claimed.name,
        to_staff=claimed.is_to_staff,
        unsubscribe_url=stop,
    )
    parcel = Parcel(
        key=claimed.provider_key,
        address=claimed.address,
        text=words.text,
        subject=words.subject,
        html=words.html,
        attachments=tuple(Attachment(**attachment) for attachment in claimed.attachments),
        unsubscribe_url=stop,
    )
    return Packed(parcel, *_kept(kind, words))


def _kept(kind: Kind, words: Rendered) -> tuple[str, str]:
    """Subject and text; of a secret kind its name alone."""
    return (kind.label, "") if kind.secret else (words.subject, words.kept)
