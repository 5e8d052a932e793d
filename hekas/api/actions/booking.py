"""Hold, book, move and cancel for a program: the clinic's own actions, and their refusals as problems."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import DatabaseError

from assessments.actions import claims, documents
from assessments.engine.answers import Invalid
from assessments.models import Result
from assessments.queries.advice import ASK_FIRST, Advice, ask_again
from assessments.queries.door import hold_still
from bookings.actions import appointments, holds
from bookings.actions.details import Details
from bookings.actions.front_door import KIND_SHIFT, Keys, SlotTaken, lock, look_again
from bookings.actions.holds import Placed, Wish
from bookings.actions.links import new_link
from bookings.adapters.advice import windows_of
from bookings.models import Appointment
from bookings.queries.clearing import UNSEEN
from bookings.queries.offers import nearest
from bookings.queries.person import Person, booked_by
from bookings.scheduling.terms import Fit, ServiceKind, Status
from bookings.scheduling.windows import Judgement, judge
from hekas.accounts.actions import clients
from hekas.accounts.models import Client
from hekas.api import presenters
from hekas.api.models import BroughtClient
from hekas.api.permissions import NO_HOLD
from hekas.api.problems import Problem, fault
from hekas.api.queries.brought import brought_by, named
from hekas.api.queries.slots import NOT_ASKED_YET, seek_for
from hekas.audit.actors import Actor
from hekas.postgres.faults import others_were_first

A_THERAPIST_FIRST = "A therapist will speak with this person before anything is booked."
A_VISIT_FIRST = "This visit is for people whom the clinic has seen before that time. Book a first assessment."
TOO_SOON, UNSUITED = "That is too soon for the body.", "That time does not suit this person."
WITHDRAWN = "This visit was booked, and the clinic has withdrawn it since."
YEARS = range(1900, 2200)
HOLD = 4  # a kind of lock beside those of the front door
SOMEWHERE_ELSE = "This person is somewhere else at that time, or others are booking it. Hold another time."
CHANGED = "It was moved, cancelled or is over. Look at it again."


class SomebodyNew(Person):
    """Nobody knows yet who this is: the time may be held, and the booking itself asks the gate."""

    def advice(self, now: datetime) -> Advice:
        return NOT_ASKED_YET

    def lock_advice(self, now: datetime) -> Advice:
        return NOT_ASKED_YET


@dataclass(frozen=True)
class Refused:
    """The person may not be booked; what they told us is kept, so that a therapist can ring them."""

    problem: Problem


@dataclass(frozen=True)
class Booked:
    """The appointment, and the secret of a link with which the client can change it."""

    appointment: Appointment
    link: str


def hold(*, wish: Wish, by: Actor, now: datetime) -> Placed:
    """Keep a time for ten minutes. Raises Problem: slot_taken with alternatives, never_on_offer."""
    with _refusals(wish, now):
        return holds.place(wish=wish, person=SomebodyNew(), own=None, by=by, now=now)


def book(
    *,
    hold: Appointment,
    details: Details,
    intake: Mapping[str, Any] | None,
    by: Actor,
    now: datetime,
    agreed_at: datetime | None = None,
) -> Booked | Refused:
    """Make a hold an appointment, in the caller's transaction. Doing it twice does nothing twice.

    An intake is kept with its result and its clearance, also where it closes the gate: then nothing is
    booked, and therapists are told. Raises Problem: hold_expired, not_cleared, invalid.
    """
    _alone_with(hold)
    if hold.status == Status.BOOKED.value:
        _refuse_somebody_else(hold, details)
        return _booked_before(hold, intake, agreed_at, by, now)
    person, result = _person(hold, details, intake, agreed_at, by, now)
    advice = person.advice(now)
    if not advice.may_book:
        return Refused(_not_cleared(advice, result))
    try:
        booked = _booked(hold, person, details, by, now)
    except holds.NotCleared as refusal:
        if refusal.advice.may_book:
            raise _wrong_time(hold, refusal.advice) from refusal
        return Refused(_not_cleared(refusal.advice, result))
    return Booked(booked, new_link(booked, now))


def _booked_before(
    hold: Appointment,
    intake: Mapping[str, Any] | None,
    agreed_at: datetime | None,
    by: Actor,
    now: datetime,
) -> Booked | Refused:
    """A call that comes again. Answers that were not kept with the first one may be a danger: they count."""
    client = hold.client
    if intake is not None and client is not None:
        hold_still(client.pk)
        with _told_where():
            result = documents.hand_in_once(intake, client=client, by=by, now=now, agreed_at=agreed_at)
        advice = Person(client=client).advice(now)
        if result is not None and not advice.may_book:
            return Refused(_not_cleared(advice, result))
    return Booked(hold, new_link(hold, now))


def _booked(hold: Appointment, person: Person, details: Details, by: Actor, now: datetime) -> Appointment:
    try:
        return appointments.book(hold=hold, person=person, details=details, by=by, now=now)
    except appointments.HoldExpired as refusal:
        raise Problem("hold_expired", "Hold a time again, then book it within ten minutes.") from refusal
    except SlotTaken as refusal:
        raise Problem("slot_taken", SOMEWHERE_ELSE, **_alternatives(_wish_of(hold), now)) from refusal


def move(*, appointment: Appointment, wish: Wish, by: Actor, now: datetime) -> Appointment:
    """Give it another time. Raises Problem: changed, too_late, not_cleared, never_on_offer, slot_taken."""
    seen = appointment.version
    with _refusals(wish, now, appointment):
        return appointments.move(appointment=appointment, wish=wish, by=by, now=now, seen=seen)


def cancel(*, appointment: Appointment, by: Actor, now: datetime) -> Appointment:
    """Cancel it as the client may. Raises Problem: changed, too_late, still_running."""
    with _refusals(None, now):
        appointments.cancel(appointment=appointment, by=by, now=now, seen=appointment.version)
    return appointment


def _refuse_somebody_else(booked: Appointment, details: Details) -> None:
    """A hold is one person's visit: whoever else is named later is neither booked nor shown its link."""
    if not _is_of(booked.client, details):
        raise Problem("hold_expired", "This hold was booked for somebody else. Hold another time.")


def _is_of(client: Client | None, details: Details) -> bool:
    names = client is not None and client.name.casefold() == details.name.casefold()
    return names and client.email.casefold() == details.email.casefold()


def withdrawn() -> Problem:
    """Of a visit that was booked and has been taken out: not why, which is between client and clinic."""
    return Problem("not_cleared", f"{WITHDRAWN} {A_THERAPIST_FIRST}", reasons=[A_THERAPIST_FIRST])


def _alone_with(hold: Appointment) -> None:
    """Of two calls that book one hold, the second waits, and then sees that it is booked.

    A lock of its own kind, taken before those of the days: whoever has those never waits for this one.
    Holds that ran out long ago are deleted, perhaps just now.
    """
    try:
        lock(Keys({HOLD << KIND_SHIFT | hold.pk}))
    except DatabaseError as fault:
        if not others_were_first(fault):
            raise
        raise Problem("still_running", "Ask again.", headers={"Retry-After": "1"}) from fault
    try:
        look_again(hold)
    except Appointment.DoesNotExist as gone:
        raise Problem("not_found", NO_HOLD) from gone


def _person(
    hold: Appointment,
    details: Details,
    intake: Mapping[str, Any] | None,
    agreed_at: datetime | None,
    by: Actor,
    now: datetime,
) -> tuple[Person, Result | None]:
    """Whose hold it is. An intake makes a new client; without one a program finds whom it brought before."""
    person = booked_by(hold)
    if intake is None and person == Person():
        person = Person(client=brought_by(by.label, details))
    hold_still(person.client.pk if person.client else None)
    if intake is None:
        return person, None
    client = person.client or _bring(details, by, now)
    if person.intake is not None:
        claims.claim(person.intake, client=client, by=by, now=now)  # an earlier stop goes on holding
    with _told_where():
        result = documents.hand_in(intake, client=client, by=by, now=now, agreed_at=agreed_at)
    return Person(client=client, intake=result.intake, is_new=person.client is None), result


def _bring(details: Details, by: Actor, now: datetime) -> Client:
    client = clients.of_visitor(**vars(details), by=by, now=now)
    BroughtClient.objects.create(program=by.label, named=named(details), client=client)
    return client


def _judged(row: Appointment, advice: Advice) -> Judgement:
    return judge(row.starts_at, ServiceKind(row.service.kind), windows_of(advice, row.service))


def _wrong_time(hold: Appointment, advice: Advice) -> Problem:
    """The gate is open, and this time is not good for the body: nothing is kept, another time can be.

    Where the answers say nothing against it, something does that the clinic knows besides, such as the race
    that a series leads up to, or the training that a therapist needs: that is between client and clinic.
    """
    found, rested = _judged(hold, advice), advice.not_before
    reason = found.because if found.fit is Fit.AVOID else ""
    reason = reason or (TOO_SOON if rested is not None and hold.starts_at < rested else UNSUITED)
    return Problem("not_cleared", f"{reason} Hold another time.", reasons=[reason])


def _not_cleared(advice: Advice, result: Result | None) -> Problem:
    """Only what this very intake says is told: what is known from before is between client and clinic."""
    if advice.gate == UNSEEN:
        reasons: tuple[str, ...] = (A_VISIT_FIRST,)
    elif result is not None and result.gate != "open":
        reasons = tuple(result.snapshot["triage"]["held_because"]) or (A_THERAPIST_FIRST,)
    elif advice.reasons in ((ASK_FIRST,), (ask_again(),)):
        reasons = advice.reasons
    else:
        reasons = (A_THERAPIST_FIRST,)
    return Problem("not_cleared", " ".join(reasons), reasons=list(reasons))


@contextmanager
def _told_where() -> Iterator[None]:
    """What can't be read in an intake, each with its place in the body."""
    try:
        yield
    except Invalid as invalid:
        faults = [fault("body", f"/intake{path}", message) for path, message in invalid.faults]
        raise Problem("invalid", "The intake can't be used.", errors=faults) from invalid


@contextmanager
def _refusals(wish: Wish | None, now: datetime, moving: Appointment | None = None) -> Iterator[None]:
    """The clinic's refusals as problems; years that no diary has never come to it."""
    try:
        if wish is not None and wish.start.year not in YEARS:
            raise holds.NeverOnOffer
        yield
    except SlotTaken as refusal:
        raise _taken(wish, now, moving) from refusal
    except holds.NeverOnOffer as refusal:
        where = [fault("body", "/start", "is not a time that can be booked")]
        raise Problem("never_on_offer", "Ask /slots which times are on offer.", errors=where) from refusal
    except holds.NotCleared as refusal:
        raise _not_cleared(refusal.advice, None) from refusal
    except appointments.TooLate as refusal:
        raise Problem("too_late", "Its cut-off has passed. Please ring the clinic.") from refusal
    except appointments.Changed as refusal:
        raise Problem("changed", CHANGED) from refusal


def _wish_of(hold: Appointment) -> Wish:
    return Wish(hold.service, hold.starts_at, None if hold.any_therapist else hold.therapist)


def _taken(wish: Wish | None, now: datetime, moving: Appointment | None) -> Problem:
    """Whoever wants no time can lose none: others are at work there, and a moment later it is done."""
    if wish is None:
        return Problem("still_running", "Nothing was changed. Ask again.", headers={"Retry-After": "1"})
    return Problem("slot_taken", "Choose another time.", **_alternatives(wish, now, moving))


def _alternatives(wish: Wish, now: datetime, moving: Appointment | None = None) -> dict[str, Any]:
    seek = seek_for(wish.service, wish.therapist, moving)
    return {"alternatives": presenters.slots(nearest(seek, wish.start, now))}
