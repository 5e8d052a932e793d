"""Reminders: planned with the booking, turned into messages when their time has come."""

from datetime import datetime

from django.db import transaction

from bookings.actions.links import new_link
from bookings.adapters import letters
from bookings.models import Appointment, Reminder
from bookings.models.reminder import PLANNED, SENT, VOID
from bookings.queries.availability import zone
from bookings.scheduling import reminders as rule
from bookings.scheduling.terms import Status
from hekas.messaging import actions as outbox

MOST_AT_ONCE = 500
CHANGED, CANCELLED, LATE = "the appointment changed", "it is not booked any more", "too late to remind"


def plan(appointment: Appointment, now: datetime) -> list[Reminder]:
    """Plan the reminders of this version; none where their time has passed already."""
    due = rule.plan(appointment.starts_at, now, zone())
    if due is None:
        return []
    return Reminder.objects.bulk_create(
        Reminder(appointment=appointment, version=appointment.version, channel=channel, due_at=due)
        for channel in _channels(appointment)
    )


def void(appointment: Appointment, because: str, now: datetime) -> None:
    """What was planned for this appointment is not wanted any more."""
    planned = Reminder.objects.filter(appointment=appointment, state=PLANNED)
    planned.update(state=VOID, void_because=because, updated_at=now)


def send_due(now: datetime) -> int:
    """Hand every reminder that is due to the outbox, once, however many call this; returns how many."""
    sent = 0
    for _ in range(MOST_AT_ONCE):
        found = _send_one(now)
        if found is None:
            break
        sent += found
    return sent


@transaction.atomic
def _send_one(now: datetime) -> int | None:
    """Claim one due reminder, look again, hand it over: 1 sent, 0 not wanted, None when none is left.

    The appointment is locked before its reminder, as a cancellation does it; one that is being changed this
    moment is left for the next time.
    """
    due = Reminder.objects.filter(state=PLANNED, due_at__lte=now).order_by("due_at", "id")
    free = due.select_related("appointment").select_for_update(of=("appointment",), skip_locked=True)
    reminder = free.first()
    if reminder is None:
        return None
    appointment = reminder.appointment
    because = _reason_against(reminder, appointment, now)
    claimed = Reminder.objects.filter(pk=reminder.pk, state=PLANNED).update(
        state=VOID if because else SENT, void_because=because, updated_at=now
    )
    if not claimed or because:
        return 0
    _enqueue(reminder, appointment, now)
    return 1


def _reason_against(reminder: Reminder, appointment: Appointment, now: datetime) -> str:
    if appointment.status != Status.BOOKED.value:
        return CANCELLED
    if appointment.version != reminder.version:
        return CHANGED
    return LATE if rule.is_late(appointment.starts_at, now) else ""


def _enqueue(reminder: Reminder, appointment: Appointment, now: datetime) -> None:
    outbox.enqueue(
        template="appointment_reminder",
        to=appointment.client,
        dedupe_key=f"reminder:{appointment.uuid}:{reminder.kind}:{reminder.channel}:{reminder.version}",
        about=appointment.about,
        context=letters.for_client(appointment, new_link(appointment, now), now),
        due_at=now,
        expires_at=appointment.starts_at,
        channel=reminder.channel,
        now=now,
    )


def _channels(appointment: Appointment) -> list[str]:
    has_phone = appointment.client is not None and bool(appointment.client.phone)
    return ["email", "sms"] if has_phone else ["email"]
