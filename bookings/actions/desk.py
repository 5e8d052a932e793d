"""What staff do on the board: book for a client, move, lengthen, block time. One door, as for everybody.

Staff have rules of their own: no notice, no horizon, no grid, no cut-off. What is never theirs to waive is
the client's safety: closed answers, a day of rest, a time to avoid, the training that a client needs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from bookings.actions import appointments, notices, rota
from bookings.actions.appointments import Changed
from bookings.actions.front_door import (
    CLIENT,
    ROOM,
    THERAPIST,
    Keys,
    end_stale_holds,
    front_door,
    lock,
    read_again,
)
from bookings.actions.holds import Wish, reach_of
from bookings.adapters import letters, slot_cache
from bookings.adapters.diaries import range_of
from bookings.models import Appointment, Room, Service, TimeOff
from bookings.queries.availability import Seek
from bookings.queries.clearing import Missing, missing_for
from bookings.queries.desk import Look, Spot, look, there
from bookings.queries.person import Person, booked_by
from bookings.queries.places import touched_by
from bookings.scheduling.intervals import Interval
from bookings.scheduling.terms import OVERLAPS, Hindrance, Status
from hekas.accounts.models import Client, Therapist
from hekas.audit.actors import Actor
from hekas.audit.log import record


class NotYet(Exception):
    """This client may not be booked, or not at this time; `.missing` says what comes first, not why."""

    def __init__(self, missing: Missing) -> None:
        super().__init__(missing)
        self.missing = missing


class CalledOff(Exception):
    """What this page booked when it was sent first has been called off since; nothing is booked anew."""


class InTheWay(Exception):
    """The visit can't stand there as it is; `.against` says what is in the way, `.there` the visits that are.

    `.shared` is the room that it would share, where no room is free. `.shown` stands for all of that and for
    the `spot`: who overrules says what they were shown, and where something else stands there by then, or
    another time was typed into the same form, they are asked again.
    """

    def __init__(
        self,
        spot: Spot,
        against: frozenset[Hindrance],
        shared: Room | None = None,
        there: Sequence[Appointment] = (),
    ) -> None:
        super().__init__(", ".join(sorted(against)))
        self.spot, self.against, self.shared, self.there = spot, against, shared, tuple(there)

    @property
    def shown(self) -> str:
        """Of the spot and what is in the way, 32 hex digits: another visit, time or room makes others."""
        room = str(self.shared.uuid) if self.shared else ""
        visits = [(one.uuid, one.version, one.busy.lower, one.busy.upper, one.status) for one in self.there]
        spot = self.spot.therapist.uuid, self.spot.start.astimezone(UTC), self.spot.minutes
        return sha256(repr((spot, sorted(self.against), room, visits)).encode()).hexdigest()[:32]

    @property
    def may_be_overruled(self) -> bool:
        """Nobody is in two places at once, whoever says so, and every visit has a room."""
        has_room = Hindrance.ROOM not in self.against or self.shared is not None
        return Hindrance.CLIENT not in self.against and has_room


@dataclass(frozen=True)
class Order:
    """A visit to book at the desk. `key` is that of the page that was sent: sent twice, it books once."""

    client: Client
    service: Service
    spot: Spot
    key: UUID


def book(*, order: Order, by: Actor, now: datetime, overbook: str = "") -> Appointment:
    """Book for a known client. Raises NotYet, InTheWay, SlotTaken (others are booking there just now).

    `overbook`: what is in the way is overruled, where it is what was `shown` by the refusal before.
    Sent again: the visit that it booked, or CalledOff.
    """
    with front_door():
        person = Person(client=order.client)
        _lock_spot(order.service, order.spot, person, None, now)
        known = Appointment.objects.filter(client=order.client, idempotency_key=order.key).first()
        if known is not None:
            return _still_on(known)
        seek = Seek(order.service, person.lock_advice(now), order.spot.therapist, order.client)
        visit = Appointment(
            service=order.service,
            status=Status.TENTATIVE.value,
            price_pence=order.service.price_pence,
            idempotency_key=order.key,
        )
        _refuse_unsafe(seek, order.spot, now)
        found = look(seek, order.spot, now)
        against = _sit(visit, order.spot, found, overbook, now)
        appointments.settle(visit, order.client, by, now, agreed=False)
        _record_overruled(visit, against, by, now)
        notices.tell_booked(visit, now)
        return visit


def move(
    *,
    appointment: Appointment,
    spot: Spot,
    by: Actor,
    now: datetime,
    seen: int,
    overbook: str = "",
) -> Appointment:
    """Give a booked visit another time, therapist or length; `seen` is the version that was looked at.

    Raises Changed, NotYet, InTheWay, SlotTaken. Put where it stands already, nothing is
    done and nobody is told.
    """
    with front_door():
        person, before, old = booked_by(appointment), letters.when(appointment), appointment.therapist
        _lock_spot(appointment.service, spot, person, appointment, now)
        if appointment.version != seen or appointment.status != Status.BOOKED.value:
            raise Changed(appointment.status)
        if spot == Spot(appointment.therapist, appointment.starts_at, appointment.minutes):
            return appointment
        advice = person.lock_advice(now)
        seek = Seek(appointment.service, advice, spot.therapist, appointment.client, appointment)
        _refuse_unsafe(seek, spot, now, is_booked=True)
        against = _sit(appointment, spot, look(seek, spot, now), overbook, now)
        appointment.any_therapist = appointment.any_therapist and old.pk == spot.therapist.pk
        appointments.resettle(appointment, old, before, by, now)
        _record_overruled(appointment, against, by, now)
        return appointment


def put_back(*, appointment: Appointment, by: Actor, now: datetime, seen: int) -> Appointment:
    """A visit that went because nobody could release its client in time stands again where it stood.

    The same row, so the same number and links. Never over anybody, and not once its time has come. Raises
    Changed, NotYet, InTheWay, SlotTaken.
    """
    with front_door():
        spot = Spot(appointment.therapist, appointment.starts_at, appointment.minutes)
        person = booked_by(appointment)
        _lock_spot(appointment.service, spot, person, appointment, now)
        if appointment.version != seen or not appointment.went_unreached or appointment.starts_at <= now:
            raise Changed(appointment.status)
        advice = person.lock_advice(now)
        seek = Seek(appointment.service, advice, spot.therapist, appointment.client, appointment)
        _refuse_unsafe(seek, spot, now)
        _sit(appointment, spot, look(seek, spot, now), "", now)
        appointments.stand_again(appointment, by, now)
        return appointment


def _still_on(known: Appointment) -> Appointment:
    if known.status == Status.CANCELLED.value:
        raise CalledOff
    return known


def _lock_spot(service: Service, spot: Spot, person: Person, own: Appointment | None, now: datetime) -> None:
    """The therapist's, the client's and the rooms' days: of the rooms those where the therapist works.

    Whoever works nowhere yet may be put into any: then its constraint guards the room.
    """
    busy = Interval.lasting(spot.start, spot.minutes + service.turnover_minutes)
    therapists, rooms = reach_of(Wish(service, spot.start, spot.therapist))
    keys = Keys()
    keys.add(THERAPIST, therapists, busy)
    keys.add(ROOM, rooms, busy)
    if person.client is not None:
        keys.add(CLIENT, [person.client.pk], busy)
    if own is not None:
        keys.add_appointment(own)
    lock(keys)
    client = person.client.pk if person.client is not None else None
    end_stale_holds(therapists, rooms, client, busy, now)
    if own is not None:
        read_again(own)


def _refuse_unsafe(seek: Seek, spot: Spot, now: datetime, *, is_booked: bool = False) -> None:
    missing = missing_for(seek, spot.therapist, spot.start, now, is_booked=is_booked)
    if missing is not None:
        raise NotYet(missing)


def _sit(visit: Appointment, spot: Spot, found: Look, overbook: str, now: datetime) -> frozenset[Hindrance]:
    """Write the spot into the row, over others only where that was said; answers what was overruled."""
    room, against = found.slot.room if found.slot else found.room, found.against
    if found.slot is None:
        shared = Room.objects.filter(pk=found.shared).first()
        refusal = InTheWay(spot, against, shared, there(found, spot, visit.pk, now))
        if overbook != refusal.shown or not refusal.may_be_overruled:
            raise refusal
    visit.therapist, visit.room_id = spot.therapist, room
    visit.during, visit.busy = range_of(found.wanted.during), range_of(found.wanted.busy)
    visit.overbooked = found.slot is None and bool(against & OVERLAPS)
    visit.fit, visit.because = found.judgement.fit.value, found.judgement.because
    return against if found.slot is None else frozenset()


def _record_overruled(visit: Appointment, against: frozenset[Hindrance], by: Actor, now: datetime) -> None:
    """Who put a visit over another, or outside the hours and the rest that a therapist has."""
    said = ", ".join(sorted(against))
    if visit.overbooked:
        where = {"shares": str(visit.room.uuid)} if visit.room and Hindrance.ROOM in against else {}
        record(by=by, action="appointment overbooked", subject=visit, now=now, against=said, **where)
    elif against:
        record(by=by, action="working rules overruled", subject=visit, now=now, against=said)


@dataclass(frozen=True)
class Blocked:
    """The time that nobody new is booked in, and how many visits stand there already."""

    off: TimeOff
    inside: int


def block(*, therapist: Therapist, span: Interval, reason: str, by: Actor, now: datetime) -> Blocked:
    """Time in which nobody new is booked. Visits inside it stay, and stand on the list of things to do.

    Behind the therapist's days as every booking: who is first is seen by the other. What is only held there
    is let go. Raises SlotTaken.
    """
    with front_door():
        keys = Keys()
        keys.add(THERAPIST, [therapist.pk], span)
        lock(keys)
        said = {"therapist": therapist, "during": range_of(span), "reason": reason}
        off = TimeOff.objects.filter(**said).first()
        if off is None:  # else pressed twice
            off = TimeOff.objects.create(**said)
            record(by=by, action="time blocked", subject=off, now=now, therapist=str(therapist.uuid))
        inside = Appointment.objects.taking(now).filter(therapist=therapist, during__overlap=off.during)
        holds = inside.filter(status=Status.TENTATIVE.value)
        rota.let_go(list(holds.values_list("pk", flat=True)), now)
        return Blocked(off, inside.count())


@transaction.atomic
def unblock(*, off: TimeOff, by: Actor, now: datetime) -> None:
    """The time may be booked again. Done twice, it does nothing twice."""
    deleted, _ = TimeOff.objects.filter(pk=off.pk).delete()
    if deleted:
        record(by=by, action="time unblocked", subject=off, now=now, therapist=str(off.therapist.uuid))
        slot_cache.forget_on_commit(touched_by([off.therapist_id], []))
