"""Two beats and one free time; two browsers and one link; the list against everybody who books."""

from datetime import time
from threading import Event, Timer
from uuid import uuid4

import pytest
import time_machine

from assessments.queries.door import door_key
from bookings.actions import desk, front_door, holds, waitlist, waitlist_offers
from bookings.actions.desk import Order
from bookings.actions.holds import Wish
from bookings.actions.waitlist_offers import offer_due
from bookings.models import Appointment, WaitlistOffer, WorkingHours
from bookings.queries.desk import Spot
from hekas.messaging.models import OutboundMessage
from tests.bookings.clinic import BY, TEN, cleared_client, cleared_visitor
from tests.bookings.waiting import MORNING, book, cancel, link, mailed, one_slot, wait
from tests.concurrency.race import race, somebody_at_work, tally
from tests.flows.robot import Robot

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def freed(clinic):
    """Three wait, and the one time of the week has come free."""
    one_slot(clinic)
    booked = book(clinic)
    entries = [wait(clinic, f"Demo W{n}") for n in range(3)]
    cancel(booked)
    return entries


@pytest.mark.parametrize("beats", [2, 4])
def test_beats_at_once_offer_one_time_to_the_first_once(freed, beats):
    outcomes = race(*(lambda: offer_due(MORNING) for _ in range(beats)))
    assert sorted(outcomes) == [0] * (beats - 1) + [1]
    assert mailed() == ["Demo W0"]
    assert WaitlistOffer.objects.get().entry == freed[0]
    assert Appointment.objects.filter(status="tentative").count() == 1


def offer():
    return WaitlistOffer.objects.select_related("appointment", "entry__client", "entry__intake").get()


def taking():
    found = offer()
    return lambda: waitlist.take(offer=found, by=BY, now=MORNING)


@pytest.mark.parametrize("browsers", [2, 6])
def test_one_link_taken_at_once_books_once(freed, browsers):
    offer_due(MORNING)
    outcomes = race(*(taking() for _ in range(browsers)))
    assert tally(outcomes) == {"Appointment": 1, "OfferOver": browsers - 1}
    assert Appointment.objects.filter(status="booked").count() == 1
    confirmed = OutboundMessage.objects.filter(template="appointment_confirmed", client=freed[0].client)
    assert confirmed.count() == 1


def test_to_take_against_to_let_go(freed):
    offer_due(MORNING)
    found = offer()
    outcomes = race(taking(), lambda: waitlist.decline(offer=found, by=BY, now=MORNING))
    assert tally(outcomes) in ({"Appointment": 1, "NoneType": 1}, {"OfferOver": 1, "NoneType": 1})
    assert offer().state in ("taken", "declined")
    taken = Appointment.objects.filter(status="booked").count()
    assert taken == (offer().state == "taken")


def test_to_take_against_the_beat_that_ends_it(freed):
    """In the last second: either it is taken and nobody else is asked, or it is over and the next is."""
    offer_due(MORNING)
    over = offer().until
    outcomes = race(taking(), lambda: offer_due(over))
    asked = 1 if type(outcomes[0]).__name__ == "OfferOver" else 0
    assert outcomes[1] == asked
    assert len(mailed()) == 1 + asked
    assert Appointment.objects.filter(status__in=["tentative", "booked"]).count() == 1


@pytest.fixture
def in_between(monkeypatch):
    """Whoever leaves has the locks of their days, and stops there until told to go on."""
    reached, go_on, look = Event(), Event(), front_door.read_again

    def slowly(hold):
        if not reached.is_set():  # whoever comes after is not held up
            reached.set()
            assert go_on.wait(60)
        look(hold)

    monkeypatch.setattr(front_door, "read_again", slowly)
    return reached, go_on


def test_whoever_leaves_while_the_beat_comes_back_to_them_waits_for_nobody_crosswise(freed, in_between):
    """One has the client's door and wants the row, the other must not have the row and want the door.

    Let go later than the second after which PostgreSQL looks for a circle, so that it would be found here.
    """
    offer_due(MORNING)
    reached, go_on = in_between
    WorkingHours.objects.filter(weekday=1).update(closes=time(12))  # so that there is another time to offer
    over = offer().until

    def come_back():
        assert reached.wait(60)
        Timer(1.5, go_on.set).start()
        return offer_due(over)

    left, offered = race(lambda: waitlist.leave(entry=freed[0], by=BY, now=over), come_back)
    assert (left, offered) == (None, 2)
    freed[0].refresh_from_db()
    assert freed[0].state == "left"
    assert [who for who in mailed() if who == "Demo W0"] == ["Demo W0"]


def test_whoever_takes_it_in_one_tab_while_they_leave_in_another_keeps_the_visit(freed, monkeypatch):
    """To leave has looked and goes for the locks; the other tab is quicker."""
    offer_due(MORNING)
    take, lock = taking(), waitlist.lock_visits

    def later(hold):
        monkeypatch.setattr(waitlist, "lock_visits", lock)
        assert tally(race(take)) == {"Appointment": 1}
        lock(hold)

    monkeypatch.setattr(waitlist, "lock_visits", later)
    waitlist.leave(entry=freed[0], by=BY, now=MORNING)
    assert offer().state == "taken"
    freed[0].refresh_from_db()
    assert freed[0].state == "taken"
    assert Appointment.objects.get(status="booked").client == freed[0].client


def test_whose_turn_it_is_keeps_it_until_they_are_served(freed, monkeypatch):
    """The lock of the list: the second is looked at by another beat while the first is being served."""
    found, go_on, look = Event(), Event(), waitlist_offers.first_fitting

    def slowly(entry, *more):
        fitting = look(entry, *more)
        if entry == freed[0]:
            found.set()
            assert go_on.wait(60)
        return fitting

    monkeypatch.setattr(waitlist_offers, "first_fitting", slowly)

    def look_at_the_second():
        assert found.wait(60)
        Timer(0.5, go_on.set).start()
        return waitlist_offers._offer(freed[1].pk, MORNING)

    assert race(lambda: waitlist_offers._offer(freed[0].pk, MORNING), look_at_the_second) == [True, False]
    assert mailed() == ["Demo W0"]


def test_the_list_against_the_desk(freed, clinic):
    """Whoever is first has it, and nobody is written to about a time that somebody else has."""
    client = cleared_client("Demo Cleo", now=MORNING).client
    order = Order(client, clinic.service, Spot(clinic.therapists[0], TEN, 45), uuid4())
    offered, booked = race(lambda: offer_due(MORNING), lambda: desk.book(order=order, by=BY, now=MORNING))
    assert (offered, type(booked).__name__) in ((1, "InTheWay"), (1, "SlotTaken"), (0, "Appointment"))
    assert len(mailed()) == offered
    assert Appointment.objects.filter(status__in=["tentative", "booked"]).count() == 1


def test_the_list_against_somebody_who_books(freed, clinic):
    """Whoever is first has it; nobody is written to about a time that is not held for them."""
    wish, visitor = Wish(clinic.service, TEN, clinic.therapists[0]), cleared_visitor()
    outcomes = race(
        lambda: offer_due(MORNING),
        lambda: holds.place(wish=wish, person=visitor, own=None, by=BY, now=MORNING),
    )
    won = tally(outcomes)
    assert (outcomes[0], won["Placed"]) in ((1, 0), (0, 1))
    assert len(mailed()) == outcomes[0]


def test_while_others_are_at_work_the_button_says_that_nothing_has_changed(freed, monkeypatch):
    """It showed the same page again, without a word."""
    monkeypatch.setattr(front_door, "PATIENCE", "100ms")
    offer_due(MORNING)
    with time_machine.travel(MORNING, tick=False):
        robot = Robot()
        page = robot.open(link())
        with somebody_at_work(door_key(offer().entry.client_id)):
            answers = [robot.submit(page.form()), robot.submit(page.form("decline"))]
        assert [(answer.status, "That did not work just now" in answer.text) for answer in answers] == [
            (409, True)
        ] * 2
        assert robot.submit(page.form()).headings == ["You are booked in"]
