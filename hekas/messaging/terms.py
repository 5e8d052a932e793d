"""The words of this room: channels, states, why a message may be sent, and what a provider can answer."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID


class Channel(StrEnum):
    """The way a message takes."""

    EMAIL = "email"
    SMS = "sms"


class State(StrEnum):
    """Where a message stands. `sent`, `failed` and `dropped` are final."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"  # a person has to look
    DROPPED = "dropped"  # rightly not sent; the row says why

    @classmethod
    def open_states(cls) -> tuple["State", ...]:
        """States from which a message may still go out."""
        return (cls.QUEUED, cls.SENDING)


class Purpose(StrEnum):
    """Why a message may be sent at all."""

    SERVICE = "service"  # belongs to what was booked or agreed
    ASKED = "asked"  # only where the person asked for it
    PROMOTES = "promotes"  # marketing: opt-in, and one click ends it


class To(StrEnum):
    """Whom a kind of message is for."""

    CLIENT = "client"
    STAFF = "staff"
    WHO_ASKED = "whoever asked"  # a client, or an address that somebody gave


class Result(StrEnum):
    """What came of one call of a provider."""

    ACCEPTED = "accepted"
    REFUSED = "refused"  # for good: trying again changes nothing
    LATER = "later"  # surely not accepted: trying again is safe
    UNKNOWN = "unknown"  # may have been accepted: a second try may be a second message


@dataclass(frozen=True)
class Outcome:
    """The result of one provider call, with the provider's own words where it gave any."""

    result: Result
    detail: str = ""
    provider_id: str = ""
    retry_after: timedelta | None = None


@dataclass(frozen=True)
class Attachment:
    """A text file that goes with an e-mail, for example the calendar entry of an appointment."""

    name: str
    type: str
    text: str


@dataclass(frozen=True)
class Address:
    """An e-mail address of nobody we know (yet): for account letters, and for what its owner asked for."""

    email: str


@dataclass(frozen=True)
class Parcel:
    """A rendered message, ready for a channel. `key` is the same at every try of the same message."""

    key: str
    address: str
    text: str
    subject: str = ""
    html: str = ""
    attachments: tuple[Attachment, ...] = ()
    unsubscribe_url: str = ""


def about_next_visit(client_uuid: UUID) -> str:
    """What messages that ask a client to choose a time are filed under: any booking takes them back."""
    return f"next-visit:{client_uuid}"


def key_for_providers(dedupe_key: str) -> str:
    """What a provider knows a message by: the same at each try, telling nothing."""
    return hashlib.sha256(dedupe_key.encode()).hexdigest()[:32]
