"""Why a message that is due must not go out after all: everything is asked again at the moment of sending."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from hekas.messaging.catalogue import kind_of
from hekas.messaging.kinds import KINDS
from hekas.messaging.queries.sending import Claimed
from hekas.messaging.quiet import quiet_until
from hekas.messaging.sending.policy import Step
from hekas.messaging.terms import Channel, Purpose, State
from hekas.messaging.wishes import TEXTS

ADDRESSES = {Channel.EMAIL: "e-mail address", Channel.SMS: "phone number"}


def hindrance(claimed: Claimed, now: datetime) -> Step | None:
    """What becomes of a message that may not be sent now; None where nothing stands against it.

    1. a kind that is no more: a person of the clinic has to look;
    2. too late: a reminder after the visit is worse than none;
    3. not wanted: consent withdrawn or never given, STOP, or the account is closed;
    4. no address: a person of the clinic has to look;
    5. quiet hours: texts wait for the morning, unless they would then be too late.
    """
    if claimed.template not in KINDS:
        return Step(State.FAILED, because=f"There is no such kind of message any more: {claimed.template}")
    if claimed.expires_at is not None and claimed.expires_at <= now:
        return _drop("It was too late to be of use.")
    if unwanted := _unwanted(claimed):
        return _drop(unwanted)
    if not claimed.address:
        return Step(State.FAILED, because=f"No {ADDRESSES[claimed.channel]} is known.")
    return _quiet(claimed, now) if claimed.channel is Channel.SMS else None


def _unwanted(claimed: Claimed) -> str:
    if claimed.is_closed:
        return "The account is closed."
    if claimed.client_uuid is not None and not _wanted(claimed):
        return "The client does not want messages of this kind."
    if claimed.address and claimed.is_stopped:
        return "The owner of this address told us to stop."
    return ""


def _wanted(claimed: Claimed) -> bool:
    if claimed.channel is Channel.SMS and not claimed.wants(TEXTS):
        return False
    kind = kind_of(claimed.template)
    return kind.purpose is Purpose.SERVICE or claimed.wants(kind.preference)


def _quiet(claimed: Claimed, now: datetime) -> Step | None:
    until = quiet_until(now, ZoneInfo(settings.CLINIC_TIMEZONE))
    if until is None:
        return None
    if claimed.expires_at is not None and claimed.expires_at <= until:
        return _drop("It would have been too late after the quiet hours.")
    return Step(State.QUEUED, next_attempt_at=until)


def _drop(because: str) -> Step:
    return Step(State.DROPPED, because=because)
