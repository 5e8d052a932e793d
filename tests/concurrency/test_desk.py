"""The desk and a client want one slot; two desks move two visits into one gap. One wins, always."""

from datetime import timedelta
from uuid import uuid4

import pytest

from bookings.actions import desk, holds
from bookings.actions.desk import Order
from bookings.actions.holds import Wish
from bookings.models import Appointment
from bookings.queries.desk import Spot
from tests.bookings.clinic import BY, NOW, TEN, cleared_client, cleared_visitor
from tests.concurrency.race import race, tally

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
