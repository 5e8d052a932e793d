"""What happens on the day of a visit: somebody came or did not, it is over, or none of it after all."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from bookings.actions.appointments import PUT_BACK
from bookings.actions.front_door import SlotTaken, end_stale_holds, front_door, lock_visits
from bookings.adapters.diaries import interval
from bookings.models import Appointment
from bookings.models.appointment import IS_TAKING
from bookings.queries.availability import zone
from bookings.queries.clearing import Missing, missing_at_the_door
from bookings.scheduling import policy
from bookings.scheduling.lifecycle import after
from bookings.scheduling.terms import Event, Status
from hekas.audit.actors import Actor
from hekas.audit.log import record
from hekas.audit.models import AuditEvent

COMING_BACK = (
    "appointment moved",
    PUT_BACK,
    f"appointment {Event.UNDO.value}",
    f"appointment {Event.REOPEN.value}",
)
OVER = frozenset({Status.NOSHOW.value, Status.FULFILLED.value})  # whose time anybody may have since


class NotItsTime(Exception):
    """Nobody has come, or not come, to a visit that is still ahead: it may have been moved meanwhile."""


class CheckInRefused(Exception):
    """This client may not be treated now; `.missing` says what has to happen first. It is written down."""

    def __init__(self, missing: Missing) -> None:
        super().__init__(missing)
        self.missing = missing


def mark(*, appointment: Appointment, event: Event, by: Actor, now: datetime) -> Appointment:
    """What happened on the day: arrived, finished, did not come, or none of it after all.

    Raises NotAllowed, NotItsTime, CheckInRefused (whoever marks it: without fresh, open answers nobody is
    there, or there again), SlotTaken (undoing a visit whose time somebody else has by now).
    """
    with front_door():
        lock_visits(appointment)
        status = after(Status(appointment.status), event)
        if not policy.may_mark(event, appointment.starts_at, now, zone()):
            raise NotItsTime
        if appointment.status in OVER:
            _refuse_taken(appointment, now)
        missing = missing_at_the_door(appointment, now) if status is Status.ARRIVED else None
        if missing is None:
            _mark(appointment, status, now)
        word = f"appointment {event.value}" if missing is None else "check-in refused"
        record(by=by, action=word, subject=appointment, now=now)
    if missing is not None:
        raise CheckInRefused(missing)
    return appointment


def _refuse_taken(missed: Appointment, now: datetime) -> None:
    """Its time was free since then: whoever has been put there keeps it, over another or not.

    One that lay over another visit goes back over that one, as somebody had decided; not over one that was
    booked or moved there, or came back itself, since it was marked.
    """
    busy, client = interval(missed.busy), missed.client_id
    end_stale_holds([missed.therapist_id], [missed.room_id], client, busy, now)
    place = Q(therapist=missed.therapist_id) | Q(room=missed.room_id)
    there = Appointment.objects.filter(IS_TAKING).exclude(pk=missed.pk)
    if missed.overbooked:
        place &= Q(booked_at__gt=missed.ended_at) | Q(_came_since(missed))
    if there.filter(place, busy__overlap=missed.busy).exists():
        raise SlotTaken
    if there.filter(client=client, during__overlap=missed.during).exists():
        raise SlotTaken


def _came_since(missed: Appointment) -> Exists:
    """By the audit: a visit's own row does not say when it was last moved."""
    acts = AuditEvent.objects.filter(action__in=COMING_BACK, at__gt=missed.ended_at)
    return Exists(acts.filter(subject_type=Appointment._meta.label_lower, subject_uuid=OuterRef("uuid")))


def _mark(appointment: Appointment, status: Status, now: datetime) -> None:
    appointment.status = status.value
    appointment.ended_at = now if status in (Status.FULFILLED, Status.NOSHOW) else None
    appointment.save(update_fields=["status", "ended_at", "updated_at"])
