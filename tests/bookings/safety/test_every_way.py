"""Every way to a visit against every kind of stop: nobody who is not open is booked in, moved or let in."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from assessments.models import Intake
from bookings.actions import appointments, attendance, desk, holds, waitlist, waitlist_offers
from bookings.actions.appointments import HoldExpired
from bookings.actions.attendance import CheckInRefused
from bookings.actions.desk import NotYet, Order
from bookings.actions.details import Details
from bookings.actions.holds import NotCleared, Wish
from bookings.actions.waitlist import OfferOver
from bookings.models import Appointment, WaitlistOffer
from bookings.queries.desk import Spot
from bookings.queries.person import Person
from bookings.scheduling.lifecycle import NotAllowed
from bookings.scheduling.terms import Event
from hekas.accounts.models import Client, User
from hekas.api.actions import keys
from hekas.api.terms import Scope
from tests.api.conftest import Program, healthy
from tests.bookings.clinic import BY, NOW, TEN, TUESDAY
from tests.bookings.overruling import overruled
from tests.bookings.regular import book_series
from tests.bookings.safety.people import HELD, RED, client_with, hold
from tests.bookings.safety.stops import STOPS, closed_after_a_talk, green_after_red, held, red, too_old
from tests.bookings.waiting import ALL_PARTS
from tests.flows.robot import Robot

pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
LATER = TEN + 2 * HOUR
STAND = ("booked", "arrived")
REFUSED = (NotCleared, NotYet, HoldExpired, OfferOver, NotAllowed, CheckInRefused)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW + 3 * HOUR, tick=False):  # 11am: the waiting list does not sleep
        yield


@dataclass
class Try:
    """Cleo was open once; `now` is after whatever stops her."""

    clinic: object
    cleo: Client
    now: object = NOW + 3 * HOUR

    @property
    def person(self):
        return Person(client=self.cleo)

    @property
    def who(self):
        return Details(self.cleo.name, self.cleo.email)

    @property
    def spot(self):
        return Spot(self.clinic.therapists[0], LATER, 45)


# The ways. Each prepares while she is open, and gives what is tried once she is not.


def online(go):
    wish = Wish(go.clinic.service, LATER, go.clinic.therapists[0])
    return lambda: holds.place(wish=wish, person=go.person, own=None, by=BY, now=go.now)


def a_time_held_before(go):
    first = hold(go.clinic, go.cleo, LATER, now=go.now - MINUTE)
    return lambda: appointments.book(hold=first, person=go.person, details=go.who, by=BY, now=go.now)


def a_time_held_by_nobody(go):
    """In another tab, before she signed in: on answers of somebody else who is open."""
    other = client_with(name="Demo Open")
    intake = other.intakes.get()
    Intake.objects.filter(pk=intake.pk).update(client=None)
    other.clearances.update(client=None)
    intake.refresh_from_db()
    wish = Wish(go.clinic.service, LATER, go.clinic.therapists[0])
    stranger = Person(intake=intake)
    first = holds.place(wish=wish, person=stranger, own=None, by=BY, now=go.now - MINUTE).appointment
    return lambda: appointments.book(hold=first, person=go.person, details=go.who, by=BY, now=go.now)


def the_desk(go, overbook=False):
    order = Order(go.cleo, go.clinic.service, go.spot, uuid4())
    said = {"order": order, "by": BY, "now": go.now}
    return lambda: overruled(desk.book, **said) if overbook else desk.book(**said)


def the_desk_that_overrules(go):
    return the_desk(go, overbook=True)


def regular_visits(go):
    return lambda: book_series(go.clinic, go.person, first=LATER, now=go.now)


def ask(go):
    return waitlist.Ask(go.clinic.service, None, TUESDAY, TUESDAY, ALL_PARTS)


def joining_the_waiting_list(go):
    waiting = ask(go)

    def join():
        waitlist.ask(ask=waiting, person=go.person, details=go.who, by=BY, now=go.now)
        raise AssertionError("nobody who is not open waits for a time")

    return join


def being_offered(go):
    waitlist.ask(ask=ask(go), person=go.person, details=go.who, by=BY, now=NOW)

    def offer():
        assert waitlist_offers.offer_due(go.now) == 0
        raise NotCleared(None)

    return offer


def taking_an_offer(go):
    waitlist.ask(ask=ask(go), person=go.person, details=go.who, by=BY, now=NOW)
    assert waitlist_offers.offer_due(go.now - MINUTE) == 1
    offer = WaitlistOffer.objects.get()
    return lambda: waitlist.take(offer=WaitlistOffer.objects.get(pk=offer.pk), by=BY, now=go.now)


BOOKING = [
    online, a_time_held_before, a_time_held_by_nobody, the_desk, the_desk_that_overrules, regular_visits,
    joining_the_waiting_list, being_offered, taking_an_offer,
]  # fmt: skip


@pytest.fixture
def go(clinic):
    cleo = client_with(now=NOW)
    Client.objects.filter(pk=cleo.pk).update(home_therapist=clinic.therapists[0])
    cleo.refresh_from_db()
    return Try(clinic, cleo)


@pytest.mark.parametrize("stop", STOPS)
@pytest.mark.parametrize("way", BOOKING)
def test_no_way_books_whoever_is_not_open(go, way, stop):
    attempt = way(go)
    stop(go.cleo)
    with pytest.raises(REFUSED):
        attempt()
    assert not Appointment.objects.filter(status__in=STAND).exists()


@pytest.mark.parametrize("way", [way for way in BOOKING if way is not joining_the_waiting_list])
def test_each_way_does_book_whoever_is_open(go, way):
    """The control: it is the stop that refuses, not something else in the way."""
    attempt = way(go)
    if way is being_offered:
        assert waitlist_offers.offer_due(go.now) == 1
    else:
        attempt()
        assert Appointment.objects.filter(status__in=["tentative", *STAND], client=go.cleo).exists()


# A visit that stands already: it is not moved, and nobody is let in.


def moved_online(go, visit):
    wish = Wish(visit.service, LATER, visit.therapist)
    return appointments.move(appointment=visit, wish=wish, by=BY, now=go.now, seen=visit.version)


def moved_at_the_desk(go, visit):
    return overruled(desk.move, appointment=visit, spot=go.spot, by=BY, now=go.now, seen=visit.version)


def let_in(go, visit):
    return attendance.mark(appointment=visit, event=Event.ARRIVE, by=BY, now=max(go.now, visit.starts_at))


def booked_at_ten(go):
    first = hold(go.clinic, go.cleo, TEN, now=NOW)
    return appointments.book(hold=first, person=go.person, details=go.who, by=BY, now=NOW)


@pytest.mark.parametrize("stop", STOPS)
@pytest.mark.parametrize("way", [moved_online, moved_at_the_desk, let_in])
def test_a_visit_that_stands_is_neither_moved_nor_begun(go, way, stop):
    visit = booked_at_ten(go)
    stop(go.cleo)
    visit.refresh_from_db()
    if way is moved_at_the_desk and stop is too_old:
        check_only_old_answers_may_be_moved(go, visit)
        return
    with pytest.raises((*REFUSED, appointments.Changed)):
        way(go, visit)
    visit.refresh_from_db()
    assert visit.starts_at == TEN
    assert visit.status in ("booked", "cancelled")


def check_only_old_answers_may_be_moved(go, visit):
    """The desk may move it; the door asks again before anybody is let in (docs/adr/0017)."""
    moved = moved_at_the_desk(go, visit)
    with pytest.raises(CheckInRefused):
        let_in(go, moved)


@pytest.mark.parametrize("stop", [red, green_after_red, closed_after_a_talk])
def test_a_stop_takes_the_visit_out_and_undoing_a_missed_one_lets_nobody_in(go, stop):
    visit = booked_at_ten(go)
    attendance.mark(appointment=visit, event=Event.MISS, by=BY, now=TEN + HOUR)
    stop(go.cleo)
    try:
        attendance.mark(appointment=visit, event=Event.UNDO, by=BY, now=TEN + HOUR)
    except REFUSED:
        return
    with pytest.raises(CheckInRefused):
        let_in(Try(go.clinic, go.cleo, TEN + HOUR), visit)


@pytest.mark.parametrize("stop", [red, held, green_after_red, closed_after_a_talk, too_old])
def test_the_pages_show_her_no_time_and_take_none(go, stop):
    user = User.objects.create_user("cleo@demo.example", "x", role="client")
    Client.objects.filter(pk=go.cleo.pk).update(user=user)
    robot = Robot()
    robot.client.force_login(user)
    page = robot.open(robot.open("/bookings/").link("/bookings/search/"))
    times = page.form("hold")
    stop(go.cleo)
    again = robot.open("/bookings/search/?service=" + str(go.clinic.service.uuid))
    assert not [form for form in again.forms if "hold" in form.action]
    refused = robot.submit(times, start=LATER.isoformat())
    assert refused.status == 403
    assert not Appointment.objects.exists()


@pytest.mark.parametrize("stop", [red, held, green_after_red, closed_after_a_talk, too_old])
def test_the_page_that_confirms_does_not(go, stop):
    user = User.objects.create_user("cleo@demo.example", "x", role="client")
    Client.objects.filter(pk=go.cleo.pk).update(user=user)
    robot = Robot()
    robot.client.force_login(user)
    page = robot.open(robot.open("/bookings/").link("/bookings/search/"))
    details = robot.submit(page.form("hold"), start=LATER.isoformat())
    stop(go.cleo)
    assert robot.submit(details.form("confirm")).status in (403, 409)
    assert not Appointment.objects.filter(status__in=STAND).exists()


def program():
    scopes = [Scope.BOOKINGS_WRITE]
    return Program(keys.create(name="Demo program", scopes=scopes, by=BY, now=NOW))


@pytest.mark.parametrize("changes", [RED, HELD])
def test_a_program_books_nobody_whose_answers_are_not_open(go, changes):
    caller = program()
    taken = caller.hold(go.clinic, LATER, go.clinic.therapists[0], once="one").json()
    refused = caller.book(taken, healthy(**changes), once="two")
    assert (refused.status_code, refused.json()["type"]) == (403, "not_cleared")
    assert not Appointment.objects.filter(status__in=STAND).exists()


def test_a_program_books_nobody_under_whose_address_a_stop_stands(go):
    red(go.cleo)
    caller = program()
    taken = caller.hold(go.clinic, LATER, go.clinic.therapists[0], once="one").json()
    namesake = {"name": "Demo Other", "email": go.cleo.email.upper()}
    assert caller.book(taken, healthy(), namesake, once="two").status_code == 403
    assert not Appointment.objects.filter(status__in=STAND).exists()


@pytest.mark.parametrize("stop", STOPS)
def test_a_program_moves_nobody_who_is_not_open(go, stop):
    visit = booked_at_ten(go)
    stop(go.cleo)
    moved = program().post(f"/appointments/{visit.uuid}/reschedule", {"start": LATER.isoformat()}, once="one")
    assert moved.status_code in (403, 409)
    visit.refresh_from_db()
    assert visit.starts_at == TEN
