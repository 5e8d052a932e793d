"""What is on offer, who gives it and a neighbour's length change while somebody holds or confirms."""

import time
from datetime import timedelta

import pytest
import time_machine
from django.test import Client as Browser

from bookings.actions import appointments, desk, holds
from bookings.actions.appointments import HoldExpired
from bookings.actions.desk import InTheWay
from bookings.actions.front_door import SlotTaken
from bookings.actions.holds import NeverOnOffer, Placed, Wish
from bookings.models import Appointment, Service
from bookings.queries.desk import Spot
from bookings.queries.to_do import to_do
from hekas.accounts.actions import users
from hekas.accounts.models import User
from tests.bookings.clinic import BY, NOW, TEN, cleared_visitor
from tests.bookings.safety.people import book, client_with, confirm, hold
from tests.bookings.test_service_changed import change, changes_that_end
from tests.concurrency.race import race

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
HOUR = timedelta(hours=1)
ENDS = ["off", "staff", "other therapist", "other room"]
GAP = 0.05  # seconds between looking and writing


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW):
        yield


@pytest.fixture(autouse=True)
def _slow(monkeypatch):
    """Whoever holds or confirms has looked, and writes a moment later."""
    for module, name in ((holds, "fill"), (appointments, "settle")):
        monkeypatch.setattr(module, name, _later(getattr(module, name)))


def _later(call):
    def run(*args, **more):
        time.sleep(GAP)
        return call(*args, **more)

    return run


@pytest.fixture
def jo(clinic):
    browser = Browser()
    browser.force_login(User.objects.create_user("jo@demo.example", "x", role="admin"))
    return browser


def placing(clinic, start=TEN):
    person, service = cleared_visitor(), Service.objects.get(pk=clinic.service.pk)
    wish = Wish(service, start, clinic.therapists[0])
    return lambda: holds.place(wish=wish, person=person, own=None, by=BY, now=NOW)


def after(attempt, call):
    def run():
        time.sleep(attempt * 0.03)
        return call()

    return run


@pytest.mark.parametrize("attempt", range(3))
@pytest.mark.parametrize("what", ENDS)
def test_no_hold_of_what_is_not_on_offer_is_left(clinic, jo, what, attempt):
    changes, service = changes_that_end(clinic)[what], clinic.service
    placed, changed = race(placing(clinic), after(attempt, lambda: change(jo, service, **changes)))
    assert isinstance(changed, Service), changed
    assert isinstance(placed, (Placed, NeverOnOffer, SlotTaken)), placed
    assert not Appointment.objects.filter(status="tentative").exists()


@pytest.mark.parametrize("attempt", range(3))
@pytest.mark.parametrize("what", ENDS)
def test_it_is_confirmed_before_the_change_or_not_at_all(clinic, jo, what, attempt):
    cleo, service = client_with(), clinic.service
    held = Appointment.objects.get(pk=hold(clinic, cleo).pk)
    booked, changed = race(
        lambda: confirm(held, cleo),
        after(attempt, lambda: change(jo, service, **changes_that_end(clinic)[what])),
    )
    assert isinstance(changed, Service), changed
    assert isinstance(booked, (Appointment, HoldExpired)), booked
    status = Appointment.objects.get().status
    assert status == ("booked" if isinstance(booked, Appointment) else "expired")


@pytest.mark.parametrize("attempt", range(4))
def test_a_hold_has_the_price_the_length_and_the_rule_of_one_moment(clinic, jo, attempt):
    new = {"minutes": 60, "price": "70.00", "change_notice_hours": 72}
    placed, changed = race(placing(clinic), after(attempt, lambda: change(jo, clinic.service, **new)))
    assert isinstance(changed, Service), changed
    assert isinstance(placed, (Placed, NeverOnOffer)), placed
    for row in Appointment.objects.filter(status="tentative"):
        assert (row.minutes, row.price_pence, row.policy_hours) in ((45, 5200, 24), (60, 7000, 72))


@pytest.mark.parametrize("attempt", range(4))
def test_a_therapist_leaves_while_a_visit_with_them_is_confirmed(clinic, attempt):
    """Booked before they left, it is on the list to look at; after, it is not booked."""
    cleo, user = client_with(), clinic.therapists[0].user
    held = Appointment.objects.get(pk=hold(clinic, cleo).pk)
    user.is_active = False
    leave = after(attempt, lambda: users.change(user, by=BY, now=NOW))
    booked, _ = race(lambda: confirm(held, cleo), leave)
    assert isinstance(booked, (Appointment, HoldExpired)), booked
    assert len(to_do(NOW)) == isinstance(booked, Appointment)


@pytest.mark.parametrize("attempt", range(4))
def test_a_visit_is_made_longer_while_its_neighbour_is_held(clinic, attempt):
    visit = Appointment.objects.get(pk=book(clinic, client_with()).pk)
    spot = Spot(visit.therapist, TEN, 90)
    taken, moved = race(
        placing(clinic, TEN + HOUR),
        after(attempt, lambda: desk.move(appointment=visit, spot=spot, by=BY, now=NOW, seen=1)),
    )
    assert isinstance(taken, (Placed, SlotTaken)), taken
    assert isinstance(moved, (Appointment, InTheWay, SlotTaken)), moved
    assert isinstance(taken, Placed) + isinstance(moved, Appointment) == 1
