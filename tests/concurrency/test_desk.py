"""The desk and a client want one slot; two desks move two visits into one gap. One wins, always."""

import time
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from bookings.actions import appointments, desk, front_door, holds
from bookings.actions.desk import InTheWay, Order
from bookings.actions.front_door import Keys, SlotTaken
from bookings.actions.holds import NeverOnOffer, Placed, Wish
from bookings.models import Appointment, TimeOff
from bookings.queries.desk import Spot
from bookings.scheduling.intervals import Interval
from hekas.accounts.models import User
from hekas.audit.models import AuditEvent
from tests.bookings.clinic import BY, NOW, TEN, cleared_client, cleared_visitor
from tests.bookings.views.test_desk import book_page, send
from tests.concurrency.race import race, somebody_at_work, tally
from tests.flows.robot import Robot

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
HOUR = timedelta(hours=1)
REFUSED = {"InTheWay", "SlotTaken"}


def at_the_desk(clinic, client, start=TEN):
    order = Order(client, clinic.service, Spot(clinic.therapists[0], start, 45), uuid4())
    return lambda: desk.book(order=order, by=BY, now=NOW)


def online(clinic, person):
    wish = Wish(clinic.service, TEN, clinic.therapists[0])
    return lambda: holds.place(wish=wish, person=person, own=None, by=BY, now=NOW)


def moving(booked, start):
    fresh = Appointment.objects.get(pk=booked.pk)
    spot = Spot(fresh.therapist, start, fresh.minutes)
    return lambda: desk.move(appointment=fresh, spot=spot, by=BY, now=NOW, seen=fresh.version)


def winners(outcomes):
    won = tally(outcomes)
    assert set(won) <= {"Appointment", "Placed", *REFUSED}
    return won["Appointment"] + won["Placed"]


def test_the_desk_and_the_public_want_one_slot(clinic):
    staff = [at_the_desk(clinic, cleared_client(f"Demo Client {n}").client) for n in range(5)]
    public = [online(clinic, cleared_visitor()) for _ in range(5)]
    assert winners(race(*staff, *public)) == 1
    assert Appointment.objects.filter(status__in=["tentative", "booked"]).count() == 1


def test_two_visits_are_dragged_into_one_gap(clinic):
    first = at_the_desk(clinic, cleared_client("Demo Cleo").client)()
    second = at_the_desk(clinic, cleared_client("Demo Dora").client, TEN + HOUR)()
    assert winners(race(moving(first, TEN + 3 * HOUR), moving(second, TEN + 3 * HOUR))) == 1


def test_one_visit_is_dragged_by_two(clinic):
    booked = at_the_desk(clinic, cleared_client("Demo Cleo").client)()
    outcomes = race(moving(booked, TEN + 2 * HOUR), moving(booked, TEN + 3 * HOUR))
    assert tally(outcomes) == {"Appointment": 1, "Changed": 1}
    booked.refresh_from_db()
    assert booked.version == 2


@pytest.fixture
def slow(monkeypatch):
    """Whoever holds a time has looked at the diary, and writes a moment later."""
    asked = holds.offer_at

    def slowly(*args):
        answer = asked(*args)
        time.sleep(0.05)
        return answer

    monkeypatch.setattr(holds, "offer_at", slowly)


@pytest.mark.usefixtures("slow")
@pytest.mark.parametrize("attempt", range(6))
def test_a_time_is_blocked_while_it_is_taken(clinic, attempt):
    """Either it is blocked first and nobody gets it, or the hold that was quicker is let go with it."""
    amira, person, span = clinic.therapists[0], cleared_visitor(), Interval(TEN, TEN + HOUR)

    def block():
        time.sleep(attempt * 0.01)
        return desk.block(therapist=amira, span=span, reason="Training", by=BY, now=NOW)

    blocked, taken = race(block, online(clinic, person))
    assert isinstance(taken, (Placed, SlotTaken, NeverOnOffer))
    assert blocked.inside == 0
    assert not Appointment.objects.filter(status="tentative").exists()


@pytest.mark.parametrize("attempt", range(6))
def test_a_time_is_blocked_while_a_visit_is_booked_in_it(clinic, attempt, monkeypatch):
    """Whoever blocks it is told that somebody is there, or nobody is."""
    settle, amira, span = appointments.settle, clinic.therapists[0], Interval(TEN, TEN + HOUR)

    def late(*args, **more):
        time.sleep(0.05)
        settle(*args, **more)

    monkeypatch.setattr(appointments, "settle", late)

    def block():
        time.sleep(attempt * 0.01)
        return desk.block(therapist=amira, span=span, reason="Training", by=BY, now=NOW)

    blocked, booked = race(block, at_the_desk(clinic, cleared_client().client))
    got_it = isinstance(booked, Appointment)
    assert got_it or isinstance(booked, InTheWay)
    assert blocked.inside == got_it


def test_a_desk_that_is_kept_waiting_with_a_move_is_told_other_times(clinic, monkeypatch):
    monkeypatch.setattr(front_door, "PATIENCE", "50ms")
    visit, keys, jo = at_the_desk(clinic, cleared_client("Demo Cleo").client)(), Keys(), Robot()
    keys.add_appointment(visit)
    jo.client.force_login(User.objects.create_user("jo@demo.example", "x", role="admin"))
    with time_machine.travel(NOW, tick=False):
        page = jo.open(f"/bookings/desk/{visit.uuid}/move/")
        with somebody_at_work(*keys.found):
            page = jo.submit(page.form("move/"), at="12:00")
    assert page.status == 409
    assert "Somebody is booking at that time just now." in page.text
    assert "Tuesday 24 November, 12:00pm with" in page.text


def test_what_is_blocked_is_freed_by_two_and_written_down_once(clinic):
    amira, span = clinic.therapists[0], Interval(TEN, TEN + HOUR)
    off = desk.block(therapist=amira, span=span, reason="Training", by=BY, now=NOW).off

    seen = [TimeOff.objects.get(pk=off.pk) for _ in range(2)]
    freeing = [lambda one=one: desk.unblock(off=one, by=BY, now=NOW) for one in seen]
    assert tally(race(*freeing)) == {"NoneType": 2}
    assert AuditEvent.objects.filter(action="time unblocked").count() == 1


def test_a_desk_that_is_kept_waiting_is_told_other_times(clinic, monkeypatch):
    monkeypatch.setattr(front_door, "PATIENCE", "50ms")
    client, keys, jo = cleared_client("Demo Cleo").client, Keys(), Robot()
    keys.add_appointment(online(clinic, cleared_visitor())().appointment)
    jo.client.force_login(User.objects.create_user("jo@demo.example", "x", role="admin"))
    with time_machine.travel(NOW, tick=False):
        page = book_page(jo, client)
        with somebody_at_work(*keys.found):
            page = send(jo, page, clinic)
    assert page.status == 409
    assert "Somebody is booking at that time just now." in page.text
    assert "Tuesday 24 November, 10:00am with Demo Ben" in page.text
