"""The waiting list from the side of whoever waits: ask, take what is kept, let it go, leave."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction

from assessments.actions import claims
from assessments.queries.door import hold_still
from bookings.actions import appointments, waitlist_letters
from bookings.actions.appointments import HoldExpired
from bookings.actions.details import Details, client_for
from bookings.actions.front_door import front_door, lock_visits
from bookings.actions.holds import NotCleared
from bookings.models import Appointment, Service, WaitlistEntry, WaitlistOffer
from bookings.models.waitlist import DECLINED, LEFT, OPEN, TAKEN, WAITING
from bookings.queries.person import Person
from bookings.queries.waitlist import person_of
from bookings.scheduling.terms import Status
from bookings.scheduling.waitlist import Part
from hekas.accounts.models import Therapist
from hekas.audit.actors import Actor
from hekas.audit.log import record
from hekas.messaging import actions as outbox


class OfferOver(Exception):
    """The time is not kept for them any more: taken, let go or run out."""


@dataclass(frozen=True)
class Ask:
    """What somebody waits for: dates, both inclusive, and parts of the day (at least one)."""

    service: Service
    therapist: Therapist | None
    first_day: date
    last_day: date
    parts: frozenset[Part]

    def fields(self) -> dict[str, object]:
        return {
            "service": self.service,
            "therapist": self.therapist,
            "first_day": self.first_day,
            "last_day": self.last_day,
            "mornings": Part.MORNING in self.parts,
            "afternoons": Part.AFTERNOON in self.parts,
            "evenings": Part.EVENING in self.parts,
        }


@transaction.atomic
def ask(*, ask: Ask, person: Person, details: Details, by: Actor, now: datetime) -> WaitlistEntry:
    """Put somebody on the list; asking for the same twice is asking once. Raises NotCleared."""
    hold_still(person.client.pk if person.client else None)
    _refuse_uncleared(person, now)
    client = client_for(person, details, by, now)
    if person.intake is not None:
        claims.claim(person.intake, client=client, by=by, now=now)
    _refuse_uncleared(replace(person, client=client), now)
    known = WaitlistEntry.objects.filter(client=client, state=WAITING, **ask.fields()).first()
    if known is not None:
        return known
    entry = WaitlistEntry.objects.create(client=client, intake=person.intake, **ask.fields())
    record(by=by, action="waitlist joined", subject=entry, now=now, service=ask.service.kind)
    return entry


def _refuse_uncleared(person: Person, now: datetime) -> None:
    advice = person.lock_advice(now)
    if not advice.may_book:
        raise NotCleared(advice)


def take(*, offer: WaitlistOffer, by: Actor, now: datetime) -> Appointment:
    """Make the kept time a visit, by the way that every hold goes. A link takes once.

    Raises OfferOver, NotCleared, SlotTaken.
    """
    with front_door():
        hold = _locked(offer)
        if offer.state != OPEN or offer.until <= now or hold.status != Status.TENTATIVE.value:
            raise OfferOver
        client = offer.entry.client
        details = Details(client.name, client.email, str(client.phone or ""))
        try:
            booked = appointments.book(
                hold=hold, person=person_of(offer.entry), details=details, by=by, now=now
            )
        except HoldExpired as fault:
            raise OfferOver from fault
        _close(offer, TAKEN, now)
        WaitlistEntry.objects.filter(pk=offer.entry_id).update(state=TAKEN, ended_at=now, updated_at=now)
        record(by=by, action="waitlist offer taken", subject=offer, now=now)
        return booked


def decline(*, offer: WaitlistOffer, by: Actor, now: datetime) -> None:
    """Let the time go at once, for the next who waits. Done twice, it does nothing twice."""
    with front_door():
        if _let_go(offer, now):
            record(by=by, action="waitlist offer declined", subject=offer, now=now)


def leave(*, entry: WaitlistEntry, by: Actor, now: datetime) -> None:
    """Off the list; a time that is kept for them goes to the next. Done twice, it does nothing twice."""
    with front_door():
        for offer in entry.offers.filter(state=OPEN).select_related("appointment", "entry__client"):
            _let_go(offer, now)
        waiting = WaitlistEntry.objects.filter(pk=entry.pk, state=WAITING)
        if waiting.update(state=LEFT, ended_at=now, updated_at=now):
            waitlist_letters.take_back(entry, waitlist_letters.LEFT, now)
            waitlist_letters.take_back_given_up(entry, now)
            record(by=by, action="waitlist left", subject=entry, now=now)


def _locked(offer: WaitlistOffer) -> Appointment:
    """The days of the hold, its row, then the offer as it now stands: the order of every booking."""
    hold = offer.appointment
    lock_visits(hold)
    offer.refresh_from_db(fields=["state", "until"], from_queryset=WaitlistOffer.objects.select_for_update())
    return hold


def _let_go(offer: WaitlistOffer, now: datetime) -> bool:
    """Whether it was still open; one that was taken in the meantime stays a visit, with its letters."""
    hold = _locked(offer)
    if offer.state != OPEN:
        return False
    if hold.status == Status.TENTATIVE.value:
        ended = {"status": Status.EXPIRED.value, "hold_expires_at": None, "updated_at": now}
        Appointment.objects.filter(pk=hold.pk).update(**ended)
    _close(offer, DECLINED, now)
    return True


def _close(offer: WaitlistOffer, state: str, now: datetime) -> None:
    offer.state, offer.ended_at = state, now
    offer.save(update_fields=["state", "ended_at", "updated_at"])
    outbox.void(about=offer.about, because=f"the offer was {state}", now=now)
