"""What has to happen before a client may be treated. Nothing of the body, so that the desk may read it."""

from datetime import datetime, timedelta
from enum import StrEnum

from assessments.queries.clearances import Advice, is_stopped_somewhere
from bookings.models import Appointment
from bookings.queries.person import booked_by
from hekas.accounts.models import Therapist

JUST_NOW = timedelta(days=2)  # answers and booking are one sitting; so close to it nobody asks again


class Missing(StrEnum):
    """The one thing that comes first."""

    ADVICE = "advice"  # medical advice, then a talk with us
    ANSWERS = "answers"  # the safety questions, for the first time or again
    WORD = "word"  # a therapist's word with the client, and their release
    THERAPIST = "therapist"  # another therapist, with the training that this client needs


def missing_at_the_door(appointment: Appointment, now: datetime) -> Missing | None:
    """As missing_for, with the clearance held still until this transaction ends."""
    return _missing(appointment, booked_by(appointment).lock_advice(now), now)


def missing_for(appointment: Appointment, now: datetime) -> Missing | None:
    """What stands between this client and the visit, were it at `now`; None where nothing does."""
    return _missing(appointment, booked_by(appointment).advice(now), now)


def asks_first(appointment: Appointment, now: datetime) -> bool:
    """Has the client to answer again before this visit: too old by then, or never asked since it was booked?

    Then the reminder of the day before leads with the questions, so that nobody gets two messages.
    """
    advice = booked_by(appointment).advice(now)
    answered, booked = advice.answered_at, appointment.booked_at
    if answered is None or advice.good_until is None or booked is None:
        return True
    is_since = answered > booked or now - answered < JUST_NOW
    return advice.good_until <= appointment.starts_at or not is_since


def suits(therapist: Therapist, advice: Advice) -> bool:
    """Has this therapist the training that this client needs? Source: K6, G9."""
    return all(getattr(therapist, need) for need in advice.needs)


def _missing(appointment: Appointment, advice: Advice, now: datetime) -> Missing | None:
    if advice.gate == "redirected":
        return Missing.ADVICE
    if advice.stale:
        return Missing.ANSWERS
    client = appointment.client
    if advice.gate != "open" or (client is not None and is_stopped_somewhere(client)):
        return Missing.WORD
    return None if suits(appointment.therapist, advice) else Missing.THERAPIST
