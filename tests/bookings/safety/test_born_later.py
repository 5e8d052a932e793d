"""A date of birth that is written down late, and answers that run out on the way: what becomes of visits."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine

from assessments.actions import ages, clearances
from assessments.actions.clearances import GuardianNeeded
from assessments.queries.clearances import advice_for
from bookings.actions import appointments, attendance, desk, holds, safety, to_call, waitlist, waitlist_offers
from bookings.actions.attendance import CheckInRefused
from bookings.actions.desk import NotYet, Order
from bookings.actions.details import Details
from bookings.actions.holds import NotCleared, Wish
from bookings.models import Appointment, WaitlistOffer
from bookings.queries.clearing import Missing
from bookings.queries.desk import Spot
from bookings.queries.person import Person
from bookings.scheduling.terms import Event
from hekas.accounts.models import Client
from hekas.messaging.models import OutboundMessage
from tests.bookings.clinic import BY, NOW, TEN, TUESDAY
from tests.bookings.overruling import overruled
from tests.bookings.regular import book_series
from tests.bookings.safety.people import book, client_with, confirm, hold, release, status
from tests.bookings.waiting import ALL_PARTS

pytestmark = pytest.mark.django_db
SIXTEEN, ADULT = date(2010, 5, 2), date(1990, 5, 2)
HOUR, DAY, MINUTE, SECOND = (timedelta(**{unit: 1}) for unit in ("hours", "days", "minutes", "seconds"))


@pytest.fixture
def cleo(clinic):
    return client_with()


def born(client, day):
    Client.objects.filter(pk=client.pk).update(born_on=day)
    client.refresh_from_db()


def arrive(visit, now=None):
    return attendance.mark(appointment=visit, event=Event.ARRIVE, by=BY, now=now or visit.starts_at)


@pytest.fixture
def visits(clinic, cleo):
    """She is here for the first of two; then the desk writes down that she is sixteen."""
    found = [book(clinic, cleo), book(clinic, cleo, TEN + DAY)]
    arrive(found[0])
    born(cleo, SIXTEEN)
    return found


def test_who_has_arrived_goes_on_and_nobody_else_is_let_in(clinic, cleo, visits):
    here, later = visits
    assert ages.hold_minors(TEN + MINUTE) == 1
    assert (status(here), status(later)) == ("arrived", "booked")
    done = attendance.mark(appointment=here, event=Event.FULFIL, by=BY, now=TEN + HOUR)
    assert done.status == "fulfilled"
    with pytest.raises(CheckInRefused) as refused:
        arrive(later)
    assert refused.value.missing is Missing.WORD


def test_taken_back_by_mistake_she_is_not_let_in_again(visits):
    here, _ = visits
    attendance.mark(appointment=here, event=Event.UNDO, by=BY, now=TEN + MINUTE)
    with pytest.raises(CheckInRefused):
        arrive(here)


def test_before_the_beat_has_looked_it_counts_already(clinic, cleo, visits):
    later = visits[1]
    move = {"appointment": later, "by": BY, "now": TEN + SECOND, "seen": 1}
    with pytest.raises(NotCleared):
        appointments.move(wish=Wish(later.service, TEN + DAY + HOUR, later.therapist), **move)
    with pytest.raises(NotYet):
        overruled(desk.move, spot=Spot(later.therapist, TEN + DAY + HOUR, 45), **move)
    with pytest.raises(NotCleared):
        hold(clinic, cleo, TEN + 2 * DAY, now=TEN + SECOND)
    with pytest.raises(NotYet):
        order = Order(cleo, clinic.service, Spot(clinic.therapists[1], TEN + 2 * DAY, 45), uuid4())
        overruled(desk.book, order=order, by=BY, now=TEN + SECOND)


def test_her_therapist_is_asked_to_ring_and_the_visit_goes_two_hours_before(visits):
    later = visits[1]
    ages.hold_minors(TEN + MINUTE)
    assert to_call.tell(TEN + HOUR) == 1
    call = OutboundMessage.objects.get(template="therapist_call_first")
    assert call.about == later.about
    assert safety.sweep(later.starts_at - 2 * HOUR - SECOND) == 0
    assert safety.sweep(later.starts_at - 2 * HOUR) == 1
    assert status(later) == "cancelled"
    assert OutboundMessage.objects.filter(template="appointment_withdrawn", about=later.about).exists()


def test_a_word_with_a_guardian_keeps_what_is_to_come(clinic, cleo, visits):
    later, amira = visits[1], clinic.therapists[0]
    ages.hold_minors(TEN + MINUTE)
    with pytest.raises(GuardianNeeded):
        release(cleo, amira, TEN + HOUR)
    row = cleo.clearances.get(superseded_at=None)
    said = {"reason": "Spoke", "guardian_note": "Her mother comes along", "by": BY, "now": TEN + HOUR}
    clearances.release(row, therapist=amira, **said)
    assert safety.sweep(later.starts_at - HOUR) == 0
    assert arrive(later).status == "arrived"


def test_a_date_that_was_mistyped_and_put_right_needs_a_therapist_and_no_guardian(clinic, cleo, visits):
    ages.hold_minors(TEN + MINUTE)
    born(cleo, ADULT)
    assert advice_for(now=TEN + HOUR, client=cleo).gate == "held"
    release(cleo, clinic.therapists[0], TEN + HOUR)
    assert arrive(visits[1]).status == "arrived"


def test_of_a_series_each_goes_in_its_turn_and_a_word_saves_the_rest(clinic, cleo):
    made = book_series(clinic, Person(client=cleo))
    born(cleo, SIXTEEN)
    ages.hold_minors(NOW)
    first, second, third = made.appointments.with_names().order_by("during")
    assert safety.sweep(first.starts_at - HOUR) == 1
    assert [status(one) for one in (first, second, third)] == ["cancelled", "booked", "booked"]
    row = cleo.clearances.get(superseded_at=None)
    said = {"reason": "Spoke", "guardian_note": "Her mother comes along", "by": BY, "now": TEN}
    clearances.release(row, therapist=clinic.therapists[0], **said)
    assert safety.sweep(second.starts_at - HOUR) == 0
    assert status(second) == "booked"


def test_an_offer_that_is_kept_for_her_is_neither_taken_nor_made_again(clinic, cleo):
    ask = waitlist.Ask(clinic.service, None, TUESDAY, TUESDAY, ALL_PARTS)
    at = NOW + 3 * HOUR
    with time_machine.travel(at, tick=False):
        who = Details(cleo.name, cleo.email)
        waitlist.ask(ask=ask, person=Person(client=cleo), details=who, by=BY, now=at)
        assert waitlist_offers.offer_due(at) == 1
        born(cleo, SIXTEEN)
        with pytest.raises((NotCleared, waitlist.OfferOver)):
            waitlist.take(offer=WaitlistOffer.objects.get(), by=BY, now=at)
        ages.hold_minors(at)
        assert waitlist_offers.offer_due(at + HOUR) == 0
    assert not Appointment.objects.filter(status__in=["tentative", "booked"]).exists()


@pytest.mark.parametrize(("late", "booked"), [(-SECOND, True), (timedelta(), False), (SECOND, False)])
def test_answers_that_run_out_between_hold_and_confirmation(clinic, cleo, late, booked):
    """Held while they counted, confirmed within its ten minutes: they count up to the second."""
    row = cleo.clearances.get()
    placed = hold(clinic, cleo, row.expires_at + DAY + 2 * HOUR, now=row.expires_at - 5 * MINUTE)
    if booked:
        assert confirm(placed, cleo, row.expires_at + late).status == "booked"
        return
    with pytest.raises(NotCleared):
        confirm(placed, cleo, row.expires_at + late)
    assert not Appointment.objects.filter(status="booked").exists()


def test_so_do_they_for_an_offer_of_the_waiting_list(clinic, cleo):
    ask = waitlist.Ask(clinic.service, None, TUESDAY, TUESDAY, ALL_PARTS)
    at = NOW + 3 * HOUR
    cleo.clearances.update(expires_at=at + MINUTE)
    with time_machine.travel(at, tick=False):
        who = Details(cleo.name, cleo.email)
        waitlist.ask(ask=ask, person=Person(client=cleo), details=who, by=BY, now=at)
        assert waitlist_offers.offer_due(at) == 1
    offer = WaitlistOffer.objects.get()
    assert offer.until > at + MINUTE
    with pytest.raises(NotCleared):
        waitlist.take(offer=offer, by=BY, now=at + MINUTE)
    assert not Appointment.objects.filter(status="booked").exists()


def test_and_at_the_desk(clinic, cleo):
    row = cleo.clearances.get()
    spot = Spot(clinic.therapists[0], row.expires_at + DAY + 2 * HOUR, 45)
    with pytest.raises(NotYet) as refused:
        overruled(desk.book, order=Order(cleo, clinic.service, spot, uuid4()), by=BY, now=row.expires_at)
    assert refused.value.missing is Missing.ANSWERS


def test_a_hold_of_nobody_is_not_booked_for_a_minor_who_signs_in(clinic, cleo):
    born(cleo, SIXTEEN)
    stranger = Person(intake=client_with(name="Demo Open").intakes.get())
    placed = holds.place(wish=Wish(clinic.service, TEN), person=stranger, own=None, by=BY, now=NOW)
    with pytest.raises(NotCleared):
        confirm(placed.appointment, cleo)
    assert not Appointment.objects.filter(status="booked").exists()
