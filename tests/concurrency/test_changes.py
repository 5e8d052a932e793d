"""Changes that race: two moves of one visit, two into one gap, a confirmation against the end of its hold."""

from datetime import timedelta

import pytest

from bookings.actions import appointments, holds
from bookings.actions.details import Details
from bookings.actions.holds import Wish
from bookings.models import Appointment
from hekas.messaging.models import OutboundMessage
from tests.bookings.clinic import BY, NOW, TEN, cleared_client, cleared_visitor
from tests.concurrency.race import race, tally

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
HOUR = timedelta(hours=1)
WHO = Details("Demo Dana", "dana@demo.example")


def hold(clinic, person, start=TEN, therapist=None, now=NOW):
    wish = Wish(clinic.service, start, therapist or clinic.therapists[0])
    return holds.place(wish=wish, person=person, own=None, by=BY, now=now).appointment


def book(clinic, start=TEN, name="Demo Cleo"):
    person = cleared_client(name)
    return confirm(hold(clinic, person, start), person)()


def confirm(held, person, now=NOW):
    fresh = Appointment.objects.get(pk=held.pk)
    return lambda: appointments.book(hold=fresh, person=person, details=WHO, by=BY, now=now)


def move(booked, start):
    fresh = Appointment.objects.get(pk=booked.pk)
    wish = Wish(fresh.service, start, fresh.therapist)
    return lambda: appointments.move(appointment=fresh, wish=wish, by=BY, now=NOW, seen=fresh.version)


def test_two_moves_of_one_visit_one_wins(clinic):
    booked = book(clinic)
    outcomes = race(move(booked, TEN + 2 * HOUR), move(booked, TEN + 3 * HOUR))
    assert tally(outcomes) == {"Appointment": 1, "Changed": 1}
    booked.refresh_from_db()
    assert booked.version == 2
    assert Appointment.objects.count() == 1


def cancel(booked):
    fresh = Appointment.objects.get(pk=booked.pk)
    return lambda: appointments.cancel(appointment=fresh, by=BY, now=NOW, seen=fresh.version)


@pytest.mark.parametrize("other", [cancel, lambda booked: move(booked, TEN + 2 * HOUR)])
def test_of_a_cancellation_and_another_change_of_one_visit_one_wins(clinic, other):
    booked = book(clinic)
    outcomes = tally(race(cancel(booked), other(booked)))
    assert (outcomes["Changed"], sum(outcomes.values())) == (1, 2)
    booked.refresh_from_db()
    assert booked.version == 2


def test_two_visits_into_one_gap_one_wins(clinic):
    first, second = book(clinic), book(clinic, TEN + HOUR, "Demo Dora")
    outcomes = race(move(first, TEN + 3 * HOUR), move(second, TEN + 3 * HOUR))
    assert tally(outcomes) == {"Appointment": 1, "SlotTaken": 1}


def test_two_visits_swap_without_a_deadlock(clinic):
    """Each wants the other's time: at most one can be had, and nobody waits for ever."""
    first, second = book(clinic), book(clinic, TEN + HOUR, "Demo Dora")
    outcomes = race(move(first, TEN + HOUR), move(second, TEN))
    assert tally(outcomes) == {"SlotTaken": 2}


def test_a_confirmation_against_the_end_of_its_hold(clinic):
    """Somebody else takes the slot in the very moment in which the first confirms: one of them has it."""
    first, second = cleared_visitor(), cleared_visitor()
    held, later = hold(clinic, first), NOW + timedelta(minutes=10)
    wish = Wish(clinic.service, TEN, clinic.therapists[0])
    outcomes = race(
        confirm(held, first, later - timedelta(seconds=1)),
        lambda: holds.place(wish=wish, person=second, own=None, by=BY, now=later),
    )
    assert tally(outcomes) in ({"Appointment": 1, "SlotTaken": 1}, {"HoldExpired": 1, "Placed": 1})
    assert Appointment.objects.filter(status__in=["tentative", "booked"]).count() == 1


def test_ten_confirmations_of_one_hold_book_once(clinic):
    person = cleared_visitor()
    held = hold(clinic, person)
    outcomes = race(*(confirm(held, person) for _ in range(10)))
    assert tally(outcomes) == {"Appointment": 10}
    assert OutboundMessage.objects.filter(template="appointment_confirmed").count() == 1


def test_one_client_in_two_browsers_is_in_one_place(clinic):
    person = cleared_client()
    wishes = [Wish(clinic.service, TEN, therapist) for therapist in clinic.therapists[:2]]
    outcomes = race(
        *(lambda w=wish: holds.place(wish=w, person=person, own=None, by=BY, now=NOW) for wish in wishes)
    )
    assert tally(outcomes) == {"Placed": 1, "SlotTaken": 1}
