"""A claimed message made ready for a channel, its words rendered now."""

from collections.abc import Mapping
from dataclasses import dataclass

from hekas.messaging.catalogue import kind_of
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
    kind, said = kind_of(claimed.template), claimed.words
    stop = link_of(claimed.client_uuid, kind.preference) if kind.preference and claimed.client_uuid else ""
    words = render(
        claimed.template,
        claimed.channel,
        said,
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
    return Packed(parcel, *_kept(claimed, words, {**said, "stop_url": stop}))


def _kept(claimed: Claimed, words: Rendered, said: Mapping[str, str]) -> tuple[str, str]:
    kind = kind_of(claimed.template)
    if kind.secret:
        return kind.label, ""
    return words.subject, words.without_links(said)
