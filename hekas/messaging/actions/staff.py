"""What people of the clinic do with messages: send one again, or say that a failed one is dealt with."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from hekas.accounts.models import Client, User
from hekas.audit.actors import Actor
from hekas.audit.log import record
from hekas.messaging.actions.outbox import enqueue
from hekas.messaging.closed_words import NoKey
from hekas.messaging.kinds import KINDS
from hekas.messaging.models import ArchivedMessage, OutboundMessage
from hekas.messaging.terms import Address, State
from hekas.postgres.faults import still

A_DAY = timedelta(days=1)


class CannotResend(ValueError):
    """This message must not go out again; the text says why, in words for staff."""


@transaction.atomic
def resend(
    message: OutboundMessage, *, reason: str, by: Actor, now: datetime, channel: str = ""
) -> OutboundMessage:
    """Put the same words into the outbox once more, as a message of its own. Raises CannotResend.

    Its links are new ones: where the address was wrong, the old ones lie in somebody else's letter box.
    `channel` may differ from the first one's: an e-mail where a text could not be delivered.
    """
    message = still(OutboundMessage.objects.select_for_update(of=("self",), no_key=True), pk=message.pk)
    if why_not := why_not_again(message, now):
        raise CannotResend(why_not)
    channel = channel or message.channel
    if waits := _waiting_again(message, channel):
        return waits
    again = _written_again(message, channel, reason, now)
    if again is None:  # the row is locked, so the count was used by one that has been put away since
        raise CannotResend("It was sent again long ago. Write to them anew, if it still matters.")
    OutboundMessage.objects.filter(pk=message.pk, looked_at=None).update(looked_at=now)
    record(by=by, action="message.resent", subject=again, now=now, first=str(message.uuid))
    return again


def _written_again(
    message: OutboundMessage, channel: str, reason: str, now: datetime
) -> OutboundMessage | None:
    return enqueue(
        template=message.template,
        to=_person(message),
        dedupe_key=f"again:{message.uuid}:{message.resends.count() + 1}",
        about=message.about,
        context=_words_anew(message.context, channel, now),
        attachments=message.attachments,
        channel=channel,
        due_at=now,
        expires_at=_end(message, now),
        resend_of=message,
        resend_reason=reason,
        now=now,
    )


def note_read(message: OutboundMessage | ArchivedMessage, *, by: Actor, now: datetime) -> None:
    """Somebody looked at the words that went out: a look at the record of whoever got them."""
    record(
        by=by, action="message.read", subject=message.client or message, now=now, message=str(message.uuid)
    )


def _waiting_again(message: OutboundMessage, channel: str) -> OutboundMessage | None:
    """What was put into the outbox a moment ago and has not gone yet: the button was pressed twice."""
    waits = message.resends.filter(state__in=(State.QUEUED, State.SENDING), channel=channel)
    return waits.order_by("pk").last()


def _words_anew(context: Mapping[str, str], channel: str, now: datetime) -> dict[str, str]:
    """Who made the links makes them again; the settings name that room, because nothing here may know it."""
    try:
        made: dict[str, str] = import_string(settings.LINKS_ANEW)(context, channel, now)
    except NoKey as fault:
        raise CannotResend("Its words can't be opened any more. Write to them anew.") from fault
    return made


def why_not_again(message: OutboundMessage, now: datetime) -> str:
    """Why this message must not go out again; empty where it may."""
    if message.state not in (State.SENT, State.FAILED):
        return "Only a message that was sent or that failed can be sent again."
    if message.overtaken_at is not None:
        return "What it says is no longer so: the visit was changed or cancelled since."
    if message.expires_at is not None and message.expires_at <= now:
        return "It is too late: it would be of no use any more."
    if message.template not in KINDS or KINDS[message.template].secret:
        return "Its words were not kept. The person can ask for a new one on the sign-in page."
    return ""


@transaction.atomic
def look_at(message: OutboundMessage, *, by: Actor, now: datetime) -> bool:
    """Take a message off the list of those that need a person; False where it is off already."""
    looked = OutboundMessage.objects.filter(pk=message.pk, looked_at=None).update(looked_at=now)
    if looked:
        record(by=by, action="message.looked_at", subject=message, now=now)
    return bool(looked)


def _end(message: OutboundMessage, now: datetime) -> datetime | None:
    """As the first one's; rows of before every kind had its end get a day."""
    if message.expires_at is not None or KINDS[message.template].may_be_late:
        return message.expires_at
    return now + A_DAY


def _person(message: OutboundMessage) -> Client | User | Address:
    return message.client or message.user or Address(message.given_address)
