"""Messages as pages show them."""

from dataclasses import dataclass
from datetime import datetime

from hekas.messaging.actions.staff import why_not_again
from hekas.messaging.kinds import KINDS
from hekas.messaging.labels import CHANNELS, RESULTS, STATE_TAGS, STATES
from hekas.messaging.models import DeliveryAttempt, OutboundMessage
from hekas.messaging.terms import Channel, State
from hekas.web.templatetags.plain import clock, long_day, short_day


@dataclass(frozen=True)
class LogRow:
    """One line of the message log."""

    uuid: str
    when: str
    to: str
    kind: str
    by: str
    state: str
    tag: str
    note: str


@dataclass(frozen=True)
class Try:
    """One try to deliver."""

    when: str
    what: str
    detail: str


@dataclass(frozen=True)
class MessagePage:
    """One message in full, for staff. `why_not_again` is empty where it may be sent once more."""

    row: LogRow
    facts: list[dict[str, str]]
    subject: str
    text: str
    tries: list[Try]
    why_not_again: str
    needs_a_look: bool


@dataclass(frozen=True)
class OwnMessage:
    """A message as its client sees it."""

    when: str
    by: str
    is_text: bool
    title: str
    text: str


def log_row(message: OutboundMessage) -> LogRow:
    """One line."""
    state = State(message.state)
    return LogRow(
        uuid=str(message.uuid),
        when=moment(message.sent_at or message.next_attempt_at),
        to=_person(message),
        kind=_kind(message),
        by=CHANNELS[Channel(message.channel)],
        state=STATES[state],
        tag=STATE_TAGS[state],
        note=_note(message),
    )


def message_page(message: OutboundMessage, tries: list[DeliveryAttempt], now: datetime) -> MessagePage:
    """Everything about one message."""
    return MessagePage(
        row=log_row(message),
        facts=[{"key": key, "value": value} for key, value in _facts(message) if value],
        subject=message.sent_subject,
        text=message.sent_text,
        tries=[Try(moment(t.started_at), RESULTS[t.result], t.detail) for t in tries],
        why_not_again=why_not_again(message, now),
        needs_a_look=message.looked_at is None and (message.in_doubt or message.state == State.FAILED),
    )


def own_message(message: OutboundMessage) -> OwnMessage:
    """What a client sees of one message."""
    return OwnMessage(
        when=moment(message.sent_at),
        by=f"{CHANNELS[Channel(message.channel)]} to {message.address}",
        is_text=message.channel == Channel.SMS,
        title=message.sent_subject or _kind(message),
        text=message.sent_text,
    )


def moment(at: datetime | None) -> str:
    """Mon 23 Nov 2026, 12:00pm"""
    return f"{short_day(at)} {at.year}, {clock(at)}" if at else ""


def _facts(message: OutboundMessage) -> list[tuple[str, str]]:
    resent = f"{message.resend_reason}" if message.resend_of_id else ""
    return [
        ("To", _person(message)),
        ("Address", message.address),
        ("Due", moment(message.due_at)),
        ("Sent", moment(message.sent_at)),
        ("Of no use after", moment(message.expires_at)),
        ("Next try", moment(message.next_attempt_at) if message.state == State.QUEUED else ""),
        ("Why not sent", message.dropped_because),
        ("What went wrong", message.error),
        ("Known to the provider as", message.provider_id),
        ("Sent again because", resent),
        ("No longer so since", moment(message.overtaken_at)),
        ("Written", long_day(message.created_at)),
    ]


def _note(message: OutboundMessage) -> str:
    if message.in_doubt and message.looked_at is None:
        return "May have gone out twice" if message.state == State.SENT else "May have gone out already"
    return message.dropped_because or message.error


def _kind(message: OutboundMessage) -> str:
    return KINDS[message.template].label if message.template in KINDS else message.template


def _person(message: OutboundMessage) -> str:
    if message.client:
        return message.client.name
    return str(message.user) if message.user else message.given_address
