"""Keeping a time for ten minutes while somebody says who they are."""

import secrets
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, Model, OuterRef

from assessments.queries.advice import Advice
from bookings.actions.anybody import AllBusy, first_to_have
from bookings.actions.front_door import (
    CLIENT,
    IN_LINE,
    ROOM,
    THERAPIST,
    Keys,
    SlotTaken,
    end_stale_holds,
    front_door,
    lock,
    read_again,
)
from bookings.adapters.diaries import length_of, range_of, spans_of
from bookings.models import Appointment, ChangedHours, Room, Service, WorkingHours
from bookings.queries.availability import Course, Offer, Seek
from bookings.queries.clearing import UNSEEN, has_been_seen
from bookings.queries.offers import choices_at, offer_at
from bookings.queries.person import Person
from bookings.scheduling import policy
from bookings.scheduling.intervals import Interval
from bookings.scheduling.terms import Status
from hekas.accounts.models import Therapist
from hekas.audit.actors import Actor
from hekas.audit.log import record
from hekas.postgres.kept import Given, Question
from hekas.web.secret_links import hash_of, new_token

TURNS = 3  # in line, before everybody is waited for
LINES = 4  # as many book any therapist on a day at the same moment
ROOMS_OF = Question(lambda: Room.objects.filter(services=Given("service")).only("pk").order_by())
ROOMS_NEAR = Question(
    lambda: (
        Room.objects.filter(_hours(WorkingHours) | _hours(ChangedHours), services=Given("service"))
        .only("pk")
        .order_by()
    )
)


class NotCleared(Exception):
    """The client may not be booked now; `.advice` says why and what to do."""

    def __init__(self, advice: Advice) -> None:
        super().__init__("not cleared for booking")
        self.advice = advice


class NeverOnOffer(Exception):
    """That time was never on offer: outside the hours, off the grid, too soon or too far."""


@dataclass(frozen=True)
class Wish:
    """What somebody wants: a service at a time, with one therapist or whoever is free."""

    service: Service
    start: datetime
    therapist: Therapist | None = None
    course: Course | None = None


@dataclass(frozen=True)
class Placed:
    """The hold and the secret that owns it; only a hash of it is kept."""

    appointment: Appointment
    token: str


def place(
    *,
    wish: Wish,
    person: Person,
    own: Appointment | None,
    by: Actor,
    now: datetime,
    until: datetime | None = None,
) -> Placed:
    """Hold a time; a hold that the same person has already moves to it. One way for all who book.

    It is kept for ten minutes, or `until` then. Raises NotCleared, NeverOnOffer, SlotTaken.
    """
    with front_door():
        offer = claim(wish, person, own, now)
        if own is not None and own.status != Status.TENTATIVE.value:  # ran out, or booked in another tab
            raise SlotTaken
        token = new_token()
        appointment = own or Appointment(service=wish.service, price_pence=0)
        fill(appointment, wish, person, offer)
        appointment.hold_token_hash = hash_of(token)
        appointment.hold_expires_at = until or policy.hold_until(now)
        appointment.save()
        record(by=by, action="hold placed", subject=appointment, now=now, service=wish.service.kind)
        return Placed(appointment, token)


def claim(wish: Wish, person: Person, own: Appointment | None, now: datetime) -> Offer:
    """Lock, re-read, ask the same search again. Inside `front_door` only.

    One therapist and one room are locked; all that could be given only where each is being booked just now.
    Raises NotCleared, NeverOnOffer, SlotTaken. Used by holds and by moves.
    """
    for _ in range(TURNS if wish.therapist is None else 1):
        with suppress(AllBusy), transaction.atomic():
            return _claim_one(wish, person, own, now)
    _lock_all(wish, person, own, now)
    answer = offer_at(_cleared(wish, person, own, now), wish.start, now)
    if answer.offer is None:
        raise SlotTaken if answer.ever else NeverOnOffer
    return answer.offer


def _claim_one(wish: Wish, person: Person, own: Appointment | None, now: datetime) -> Offer:
    """Who was named, or whoever's turn it is. What is waited for comes before what is tried.

    Of any therapist a few at a time only, in lines: more would find every lane taken. Raises AllBusy, and the
    savepoint around it lets every lock go.
    """
    named = wish.therapist
    minutes = length_of(wish.service, own)
    keys = keys_of(wish, person, () if named is None else (named.pk,), (), minutes)
    if named is None:
        keys.add(IN_LINE, [secrets.randbelow(LINES)], spans_of(wish.service, wish.start, minutes)[1])
    if own is not None:
        keys.add_appointment(own)
    lock(keys)
    if own is not None:
        read_again(own)
    seek = _cleared(wish, person, own, now)
    choices = choices_at(seek, wish.start, now)
    if not choices.found:
        raise SlotTaken if choices.ever else NeverOnOffer
    return first_to_have(seek, choices, wish.start, now)


def _cleared(wish: Wish, person: Person, own: Appointment | None, now: datetime) -> Seek:
    """What is looked for, for somebody who may be booked. Raises NotCleared."""
    advice = person.lock_advice(now)
    if not advice.may_book:
        raise NotCleared(advice)
    seek = Seek(wish.service, advice, wish.therapist, person.client, own, wish.course)
    if not has_been_seen(seek, wish.start):
        raise NotCleared(replace(advice, gate=UNSEEN))
    return seek


def _lock_all(wish: Wish, person: Person, own: Appointment | None, now: datetime) -> None:
    """The days of everybody who could be given, then holds that ran out there are ended."""
    therapists, rooms = reach_of(wish)
    minutes = length_of(wish.service, own)
    keys = keys_of(wish, person, therapists, rooms, minutes)
    if own is not None:
        keys.add_appointment(own)
    lock(keys)
    client = person.client.pk if person.client is not None else None
    end_stale_holds(therapists, rooms, client, spans_of(wish.service, wish.start, minutes)[1], now)
    if own is not None:
        read_again(own)


def _hours(model: type[Model]) -> Exists:
    """Whether the given therapist has hours of that kind at the place of a room."""
    theirs = model._default_manager.filter(location=OuterRef("location"), therapist=Given("therapist"))
    return Exists(theirs.order_by())


def reach_of(wish: Wish) -> tuple[list[int], list[int]]:
    """The therapists and the rooms that could be given: of one therapist the rooms where they work.

    So in a chain the places do not wait for one another. Hours may change before the lock: then a room that
    is not locked is guarded by its constraint, as everything is.
    """
    service, chosen = wish.service.pk, wish.therapist
    if chosen is None:
        anyone = wish.service.therapists.values_list("pk", flat=True)
        return list(anyone), [room.pk for room in ROOMS_OF.all(service=service)]
    near = ROOMS_NEAR.all(service=service, therapist=chosen.pk)
    return [chosen.pk], [room.pk for room in near]


def keys_of(
    wish: Wish, person: Person, therapists: Iterable[int], rooms: Iterable[int], minutes: int | None = None
) -> Keys:
    """The days of everybody and everything that the wish could take: so many `minutes`, or its service's."""
    _, busy = spans_of(wish.service, wish.start, minutes)
    keys = Keys()
    keys.add(THERAPIST, therapists, busy)
    keys.add(ROOM, rooms, busy)
    if person.client is not None:
        keys.add(CLIENT, [person.client.pk], busy)
    return keys


def fill(appointment: Appointment, wish: Wish, person: Person, offer: Offer) -> None:
    """Write the wish and its offer into a row that is not saved yet."""
    take(appointment, wish.service, offer)
    appointment.service = wish.service
    if wish.therapist is not None:
        appointment.therapist = wish.therapist  # known, and the only one of whom times were sought
    appointment.status = Status.TENTATIVE.value
    appointment.client = person.client
    appointment.intake = person.intake
    appointment.any_therapist = wish.therapist is None
    appointment.price_pence = wish.service.price_pence
    appointment.policy_hours = wish.service.change_notice_hours  # as the page shows it, whatever comes


def take(appointment: Appointment, service: Service, offer: Offer) -> None:
    """Set the time, the therapist and the room of an offer, and why it fits."""
    during, busy = spans_of(service, offer.start, Interval(offer.start, offer.slot.end).minutes)
    appointment.during, appointment.busy = range_of(during), range_of(busy)
    appointment.therapist_id, appointment.room_id = offer.slot.therapist, offer.slot.room
    appointment.overbooked = False
    appointment.fit, appointment.because = offer.judgement.fit.value, offer.judgement.because
