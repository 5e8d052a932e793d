"""From hold to visit: book, move, cancel. Each is one transaction."""

from dataclasses import replace
from datetime import datetime

from django.db.models import QuerySet

from assessments.actions import claims
from bookings import labels
from bookings.actions import notices, reminders
from bookings.actions.details import Details, client_for
from bookings.actions.front_door import (
    CLIENT,
    Keys,
    end_stale_holds,
    front_door,
    lock,
    lock_visits,
    read_whole,
)
from bookings.actions.holds import NotCleared, Wish, claim, take
from bookings.adapters import letters
from bookings.adapters.diaries import interval
from bookings.models import Appointment, AppointmentLink
from bookings.queries.availability import Seek
from bookings.queries.clearing import UNSEEN, has_been_seen
from bookings.queries.holds import is_overtaken, judged_now
from bookings.queries.person import Person, booked_by
from bookings.scheduling import policy
from bookings.scheduling.lifecycle import after
from bookings.scheduling.terms import Event, Status
from hekas.accounts.models import Client, Therapist
from hekas.audit.actors import Actor
from hekas.audit.log import record

PUT_BACK = "appointment put back"


class HoldExpired(Exception):
    """The ten minutes are over; the time may be somebody else's."""


class TooLate(Exception):
    """The cut-off for changing it alone has passed; a person can still help."""


class Changed(Exception):
    """It is no longer what the caller saw: moved, cancelled or over."""


def book(*, hold: Appointment, person: Person, details: Details, by: Actor, now: datetime) -> Appointment:
    """Make the hold an appointment. Doing it twice does nothing twice.

    Raises HoldExpired, Changed (its owner chose another time meanwhile), NotCleared, SlotTaken (the client is
    somewhere else at that time).
    """
    with front_door(moves_time=False):
        seen = hold.hold_token_hash
        _lock_with_client(hold, person)
        if hold.status == Status.BOOKED.value:
            return hold
        _refuse_dead_hold(hold, now)
        if hold.hold_token_hash != seen:
            raise Changed(Event.CONFIRM)
        if person.client is not None and hold.client_id is None:
            end_stale_holds((), (), person.client.pk, interval(hold.busy), now)
        client = client_for(person, details, by, now)
        if person.intake is not None:
            claims.claim(person.intake, client=client, by=by, now=now)
        # Only now: what is known of the client may say no where the answers of today say yes.
        is_new = person.is_new or (person.client is None and person.user is None)
        _refuse_uncleared(hold, replace(person, client=client, is_new=is_new), now)
        hold.intake = person.intake or hold.intake
        settle(hold, client, by, now, agreed=True)
        notices.tell_booked(hold, now)
        return hold


def settle(hold: Appointment, client: Client, by: Actor, now: datetime, *, agreed: bool) -> None:
    """Make a held time an appointment and plan its reminders; to tell people is left to the caller.

    `agreed`: whether its client was shown the rules; whom the clinic books reads them in the letter.
    """
    _confirm(hold, client, now)
    hold.policy_accepted_at = now if agreed else None
    hold.save()
    record(by=by, action="appointment booked", subject=hold, now=now, service=hold.service.kind)
    reminders.plan(hold, now)


def move(*, appointment: Appointment, wish: Wish, by: Actor, now: datetime, seen: int) -> Appointment:
    """Give it another time; `seen` is the version that the person looked at.

    Raises Changed, TooLate, NotCleared, NeverOnOffer, SlotTaken. The old time is free at once. Where it
    stands there already, such as when a program asks again, nothing is done and nobody is told.
    """
    with front_door():
        before, old = letters.when(appointment), appointment.therapist
        stands = wish.start == appointment.starts_at and wish.therapist in (None, old)
        if stands:  # also where its time is no longer on offer, such as in a holiday
            lock_visits(appointment)
        else:
            offer = claim(wish, booked_by(appointment), appointment, now)
        _refuse_changed(appointment, seen, Event.MOVE)
        _refuse_late(appointment, now)
        if stands:
            return appointment
        take(appointment, wish.service, offer)
        appointment.any_therapist = wish.therapist is None
        resettle(appointment, old, before, by, now)
        return appointment


def resettle(appointment: Appointment, old: Therapist, before: str, by: Actor, now: datetime) -> None:
    """Save a visit that has a new time or therapist, plan its reminders again, and tell everybody."""
    _next_version(appointment)
    record(by=by, action="appointment moved", subject=appointment, now=now)
    _tell_moved(appointment, old, before, now)


def cancel(
    *, appointment: Appointment, by: Actor, now: datetime, seen: int, for_clinic: bool = False
) -> None:
    """Cancel and keep the row as history. A client keeps the cut-off; the clinic (`for_clinic`) need not.

    Raises Changed, TooLate.
    """
    with front_door():
        lock_visits(appointment)
        _refuse_changed(appointment, seen, Event.CANCEL)
        if not for_clinic:
            _refuse_late(appointment, now)
        call_off(appointment, by, now, for_clinic=for_clinic)
        notices.tell_cancelled(appointment, now)


def call_off(appointment: Appointment, by: Actor, now: datetime, *, for_clinic: bool = False) -> None:
    """Take a locked, booked visit out of the diary; to tell people is left to the caller."""
    appointment.status = after(Status(appointment.status), Event.CANCEL).value
    appointment.cancelled_by = "clinic" if for_clinic else "client"
    appointment.ended_at = now
    _next_version(appointment)
    record(by=by, action="appointment cancelled", subject=appointment, now=now)
    reminders.void(appointment, reminders.CANCELLED, now)


def stand_again(appointment: Appointment, by: Actor, now: datetime) -> None:
    """Make a locked visit that was taken out one to come again: its links open it as before."""
    before = appointment.version - 1  # taking it out was one change, and no link was used since
    links = AppointmentLink.objects.filter(appointment=appointment, version=before)
    gone_at, beside = appointment.ended_at, list(_gone_beside(appointment))
    appointment.status = after(Status(appointment.status), Event.RESTORE).value
    appointment.cancelled_by = appointment.cancelled_because = ""
    appointment.ended_at = None
    _next_version(appointment)
    links.update(version=appointment.version)
    record(by=by, action=PUT_BACK, subject=appointment, now=now)
    reminders.plan(appointment, now)
    notices.tell_put_back(appointment, now, gone_at=gone_at, beside=beside)


def _gone_beside(appointment: Appointment) -> QuerySet[Appointment]:
    """What was taken out with it, and is out still: one letter told its client of all."""
    rows = Appointment.objects.with_names().filter(client=appointment.client_id)
    rows = rows.filter(status=Status.CANCELLED.value, ended_at=appointment.ended_at)
    return rows.exclude(pk=appointment.pk).order_by("during")


def _lock_with_client(hold: Appointment, person: Person) -> None:
    keys = Keys()
    keys.add_appointment(hold)
    if person.client is not None:
        keys.add(CLIENT, [person.client.pk], interval(hold.busy))
    lock(keys)
    read_whole(hold)


def _refuse_dead_hold(hold: Appointment, now: datetime) -> None:
    """It ran out, or whoever it is with has left since, or the visit is not on offer any more."""
    if not hold.therapist.is_bookable or not hold.service.is_public or hold.starts_at < now:
        raise HoldExpired
    if hold.status != Status.TENTATIVE.value or hold.hold_expires_at is None or hold.hold_expires_at <= now:
        raise HoldExpired


def _refuse_uncleared(hold: Appointment, person: Person, now: datetime) -> None:
    """The answers may have changed since the hold: the gate, and how well the time now suits the body."""
    advice = person.lock_advice(now)
    seek = Seek(hold.service, advice, client=None if person.is_new else person.client)
    if not advice.may_book or is_overtaken(hold, seek):
        raise NotCleared(advice)
    found = judged_now(hold, seek)
    hold.fit, hold.because = found.fit.value, found.because
    # Whoever confirms may be somebody else than who held it, and the visit before may be cancelled by now.
    if not has_been_seen(seek, hold.starts_at):
        raise NotCleared(replace(advice, gate=UNSEEN))


def _refuse_changed(appointment: Appointment, seen: int, event: Event) -> None:
    if appointment.version != seen or appointment.status != Status.BOOKED.value:
        raise Changed(event)


def _refuse_late(appointment: Appointment, now: datetime) -> None:
    if not policy.may_change(appointment.starts_at, appointment.change_notice, now):
        raise TooLate


def _confirm(hold: Appointment, client: Client, now: datetime) -> None:
    hold.client = client
    hold.status = after(Status(hold.status), Event.CONFIRM).value
    hold.hold_expires_at = None
    hold.booked_at = now
    if hold.policy_hours is None:  # the desk's, which was never held; or held before the release
        hold.policy_hours = hold.service.change_notice_hours
    hold.policy_text = labels.policy(letters.cancel_rule(hold, now), hold.policy_hours)


def _next_version(appointment: Appointment) -> None:
    appointment.version += 1
    appointment.save()


def _tell_moved(appointment: Appointment, old: Therapist, before: str, now: datetime) -> None:
    reminders.void(appointment, reminders.CHANGED, now)
    reminders.plan(appointment, now)
    passed_on = old.pk != appointment.therapist_id
    notices.tell_changed(appointment, now, new_therapist=passed_on)
    if passed_on:
        notices.tell_other_therapist(appointment, old.user, before, now)
