"""Messages as pages show them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from hekas.messaging.actions.staff import why_not_again
from hekas.messaging.kinds import KINDS
from hekas.messaging.labels import CHANNELS, RESULTS, STATE_TAGS, STATES
from hekas.messaging.models import ArchivedMessage, WrittenMessage
from hekas.messaging.queries.log import Message
from hekas.messaging.rendering import without_links
from hekas.messaging.terms import Channel, State
from hekas.web.templatetags.plain import clock, long_day, short_day

PUT_AWAY = "It is from long ago and was put away. Write to them anew, if it still matters."


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
    provider_id: str
    is_waiting: bool
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


@dataclass(frozen=True)
class Written:
    """What somebody of the clinic wrote, as its client and as staff see it."""

    uuid: str
    sender: str
    when: str
    text: str
    is_new: bool
    read: str  # when the client said that they have read it, for staff


def written_message(row: WrittenMessage) -> Written:
    """One of them; `is_new` until they have said that they have read it."""
    is_new, read = row.read_at is None, moment(row.read_at)
    return Written(str(row.uuid), row.sender, moment(row.written_at), row.text, is_new, read)


def log_row(message: Message) -> LogRow:
    """One line."""
    state = State(message.state)
    return LogRow(
        uuid=str(message.uuid),
        when=moment(message.sent_at or _expected(message)),
        to=_person(message),
        kind=_kind(message),
        by=CHANNELS[Channel(message.channel)],
        state=STATES[state],
        tag=STATE_TAGS[state],
        note=_note(message),
    )


def message_page(message: Message, now: datetime) -> MessagePage:
    """Everything about one message."""
    return MessagePage(
        row=log_row(message),
        facts=[{"key": key, "value": value} for key, value in _facts(message) if value],
        subject=message.sent_subject,
        text=without_links(message.sent_text),  # a worker of before kept them
        tries=list(_tries(message)),
        provider_id=message.provider_id,
        is_waiting=message.state == State.QUEUED,
        why_not_again=PUT_AWAY if isinstance(message, ArchivedMessage) else why_not_again(message, now),
        needs_a_look=message.looked_at is None and (message.in_doubt or message.state == State.FAILED),
    )


def own_message(message: Message) -> OwnMessage:
    """What a client sees of one message."""
    return OwnMessage(
        when=moment(message.sent_at),
        by=f"{CHANNELS[Channel(message.channel)]} to {message.address}",
        is_text=message.channel == Channel.SMS,
        title=message.sent_subject or _kind(message),
        text=without_links(message.sent_text),  # a worker of before kept them
    )


def moment(at: datetime | None) -> str:
    """Mon 23 Nov 2026, 12:00pm"""
    return f"{short_day(at)} {at.year}, {clock(at)}" if at else ""


def _facts(message: Message) -> list[tuple[str, str]]:
    return [
        ("To", _person(message)),
        ("Address", message.address),
        ("Their address now", _address_now(message)),
        ("Their number", _number_now(message)),
        ("Due", moment(message.due_at)),
        ("Sent", moment(message.sent_at)),
        ("Length", message.on_air),
        ("Of no use after", moment(message.expires_at)),
        ("Next try", moment(_expected(message)) if message.state == State.QUEUED else ""),
        ("Why not sent", message.dropped_because),
        ("What went wrong", message.error),
        ("Sent again because", message.resend_reason),
        ("No longer so since", moment(message.overtaken_at)),
        ("Written", long_day(_written(message))),
    ]


def _fails(message: Message) -> bool:
    return message.state == State.FAILED


def _address_now(message: Message) -> str:
    """Where it would go if it were sent again; only said where it did not arrive."""
    person = message.client or message.user
    if not _fails(message) or message.channel != Channel.EMAIL:
        return ""
    return person.email if person else message.given_address


def _number_now(message: Message) -> str:
    """As one says it, to ring them; only said where it did not arrive."""
    phone = message.client.phone if _fails(message) and message.client else None
    return phone.as_national if phone else ""


def _tries(message: Message) -> Iterator[Try]:
    if isinstance(message, ArchivedMessage):
        for row in message.tries:
            at = datetime.fromisoformat(row["started_at"])
            yield Try(moment(at), RESULTS[row["result"]], row["detail"])
    else:
        for t in message.tries.order_by("number"):
            yield Try(moment(t.started_at), RESULTS[t.result], t.detail)


def _expected(message: Message) -> datetime:
    return message.due_at if isinstance(message, ArchivedMessage) else message.next_attempt_at


def _written(message: Message) -> datetime:
    return message.written_at if isinstance(message, ArchivedMessage) else message.created_at


def _note(message: Message) -> str:
    if message.in_doubt and message.looked_at is None:
        return "May have gone out twice" if message.state == State.SENT else "May have gone out already"
    return message.dropped_because or message.error


def _kind(message: Message) -> str:
    return KINDS[message.template].label if message.template in KINDS else message.template


def _person(message: Message) -> str:
    if message.client:
        return message.client.name
    return str(message.user) if message.user else message.given_address
