"""What client and therapist are told, written to the outbox inside the action's own transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bookings.actions import ran_out
from bookings.actions.links import new_link
from bookings.adapters import letters
from bookings.adapters.calendar_file import attachment
from bookings.models import Appointment
from hekas.accounts.models import Client, User
from hekas.messaging import actions as outbox
from hekas.messaging.terms import Channel

OVERTAKEN = "the appointment changed"
# News of a visit to come is of no use once it has begun; that it will not take place still is.
NEWS_UNTIL_IT_BEGINS = frozenset(
    {
        "appointment_confirmed",
        "appointment_changed",
        "therapist_appointment_booked",
        "therapist_appointment_changed",
    }
)


def tell_booked(appointment: Appointment, now: datetime) -> None:
    ran_out.take_back(appointment.client, now)
    _to_client(appointment, "appointment_confirmed", now)
    _to_therapist(appointment, "therapist_appointment_booked", now)


def tell_changed(appointment: Appointment, now: datetime, *, new_therapist: bool) -> None:
    """After a move: what was said before is taken back."""
    take_back(appointment, now)
    _to_client(appointment, "appointment_changed", now)
    kind = "booked" if new_therapist else "changed"
    _to_therapist(appointment, f"therapist_appointment_{kind}", now)


def tell_cancelled(appointment: Appointment, now: datetime) -> None:
    take_back(appointment, now)
    files = [attachment(appointment, now)]
    context = letters.for_client_cancelled(appointment)
    _write("appointment_cancelled", appointment.client, appointment, context, now, files)
    _to_therapist(appointment, "therapist_appointment_cancelled", now)


def tell_withdrawn(appointment: Appointment, now: datetime) -> None:
    """The clinic could not keep the visit: by letter, and by text where there is a number: it may be soon."""
    take_back(appointment, now)
    context = letters.for_client_withdrawn(appointment)
    files = [attachment(appointment, now)]
    _write("appointment_withdrawn", appointment.client, appointment, context, now, files)
    if appointment.client is not None and appointment.client.phone:
        _write("appointment_withdrawn", appointment.client, appointment, context, now, channel="sms")
    therapist = letters.for_therapist_withdrawn(appointment)
    _write("therapist_appointment_cancelled", appointment.therapist.user, appointment, therapist, now)


def tell_to_call(appointment: Appointment, now: datetime) -> None:
    """Once for each version of a visit, however often the list is made."""
    context = letters.for_therapist(appointment)
    _write("therapist_call_first", appointment.therapist.user, appointment, context, now)


def tell_other_therapist(appointment: Appointment, user: User, when: str, now: datetime) -> None:
    """Whoever lost the appointment to a colleague hears that it is gone from their day."""
    context = {**letters.for_therapist(appointment), "when": when}
    _write("therapist_appointment_cancelled", user, appointment, context, now)


def take_back(appointment: Appointment, now: datetime) -> None:
    outbox.void(about=appointment.about, because=OVERTAKEN, now=now)


def _to_client(appointment: Appointment, template: str, now: datetime) -> None:
    context = letters.for_client(appointment, new_link(appointment, now), now)
    _write(template, appointment.client, appointment, context, now, [attachment(appointment, now)])


def _to_therapist(appointment: Appointment, template: str, now: datetime) -> None:
    context = letters.for_therapist(appointment)
    _write(template, appointment.therapist.user, appointment, context, now)


def _write(
    template: str,
    to: Client | User | None,
    appointment: Appointment,
    context: Mapping[str, str],
    now: datetime,
    files: Sequence[Mapping[str, str]] = (),
    channel: str = Channel.EMAIL,
) -> None:
    outbox.enqueue(
        template=template,
        to=to,  # type: ignore[arg-type]  # whoever is booked in is known: the database says so
        dedupe_key=f"{template}:{appointment.uuid}:{appointment.version}:{channel}",
        about=appointment.about,
        context=context,
        due_at=now,
        expires_at=_useful_until(template, appointment, now),
        now=now,
        channel=channel,
        attachments=files,
    )


def _useful_until(template: str, appointment: Appointment, now: datetime) -> datetime | None:
    begins = appointment.starts_at
    return begins if template in NEWS_UNTIL_IT_BEGINS and begins > now else None
