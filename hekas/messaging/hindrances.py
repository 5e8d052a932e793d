"""Why a message that is due must not go out after all: everything is asked again at the moment of sending."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from hekas.messaging.catalogue import TEXTS, kind_of
from hekas.messaging.models import OutboundMessage
from hekas.messaging.policy import Step
from hekas.messaging.queries.preferences import is_stopped, wants
from hekas.messaging.quiet import quiet_until
from hekas.messaging.terms import Channel, Purpose, State

ADDRESSES = {Channel.EMAIL: "e-mail address", Channel.SMS: "phone number"}


def hindrance(message: OutboundMessage, address: str, now: datetime) -> Step | None:
    """What becomes of a message that may not be sent now; None where nothing stands against it.

    1. too late: a reminder after the visit is worse than none;
    2. not wanted: consent withdrawn or never given, STOP, or the account is closed;
    3. no address: a person of the clinic has to look;
    4. quiet hours: texts wait for the morning, unless they would then be too late.
    """
    if message.expires_at is not None and message.expires_at <= now:
        return _drop("It was too late to be of use.")
    if unwanted := _unwanted(message, address):
        return _drop(unwanted)
    if not address:
        return Step(State.FAILED, because=f"No {ADDRESSES[Channel(message.channel)]} is known.")
    return _quiet(message, now) if message.channel == Channel.SMS else None


def _unwanted(message: OutboundMessage, address: str) -> str:
    if message.user is not None and not message.user.is_active:
        return "The account is closed."
    if message.client is not None and not _wanted(message):
        return "The client does not want messages of this kind."
    if address and is_stopped(Channel(message.channel), address):
        return "The owner of this address told us to stop."
    return ""


def _wanted(message: OutboundMessage) -> bool:
    kind = kind_of(message.template)
    assert message.client is not None
    if message.channel == Channel.SMS and not wants(message.client, TEXTS):
        return False
    return kind.purpose is Purpose.SERVICE or wants(message.client, kind.preference)


def _quiet(message: OutboundMessage, now: datetime) -> Step | None:
    until = quiet_until(now, ZoneInfo(settings.CLINIC_TIMEZONE))
    if until is None:
        return None
    if message.expires_at is not None and message.expires_at <= until:
        return _drop("It would have been too late after the quiet hours.")
    return Step(State.QUEUED, next_attempt_at=until)


def _drop(because: str) -> Step:
    return Step(State.DROPPED, because=because)
