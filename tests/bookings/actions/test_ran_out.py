"""A hold that ran out: whoever is known hears of it once, and not if they chose again."""

from datetime import timedelta

import pytest

from bookings.actions import appointments, holds, ran_out
from bookings.actions.details import Details
from bookings.actions.holds import Wish
from bookings.models import Appointment
from hekas.messaging.models import OutboundMessage
from tests.bookings.clinic import BY, NOW, TEN, cleared_client, cleared_visitor, make_client

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
OVER = NOW + 10 * MINUTE
LATER = OVER + 10 * MINUTE


def hold(clinic, person, start=TEN, now=NOW):
    wish = Wish(clinic.service, start, clinic.therapists[0])
    return holds.place(wish=wish, person=person, own=None, by=BY, now=now).appointment


def book(clinic, person, start, now):
    who = Details("Demo Cleo", "cleo@demo.example")
    held = hold(clinic, person, start, now)
    return appointments.book(hold=held, person=person, details=who, by=BY, now=now)


def told():
    return OutboundMessage.objects.filter(template="hold_ran_out")


def run(*moments):
    return [ran_out.tell_ran_out(moment) for moment in moments]


def test_a_client_hears_of_it_once_after_a_while(clinic):
    person = cleared_client()
    hold(clinic, person)
    assert run(OVER - MINUTE, OVER, OVER + 9 * MINUTE, LATER, LATER + HOUR) == [0, 0, 0, 1, 0]
    message = told().get()
    assert (message.client, message.context["when"]) == (person.client, "Tuesday 24 November, 10:00am")
    assert Appointment.objects.get().status == "expired"


def test_a_stranger_can_not_be_told(clinic):
    hold(clinic, cleared_visitor())
    assert run(OVER, LATER) == [0, 0]
    assert Appointment.objects.get().status == "expired"


def test_a_visitor_who_said_how_to_be_reached_is_told(clinic):
    person = cleared_visitor()
    hold(clinic, person)
    person.intake.client = make_client()
    person.intake.save()
    assert run(OVER, LATER) == [0, 1]
    assert told().get().client == person.intake.client


def test_who_booked_something_else_meanwhile_is_not_told(clinic):
    person = cleared_client()
    hold(clinic, person)
    book(clinic, person, TEN + HOUR, OVER + MINUTE)
    assert run(OVER, LATER, LATER + HOUR) == [0, 0, 0]


def test_who_chooses_again_is_told_of_the_last_one_only(clinic):
    person = cleared_client()
    hold(clinic, person)
    hold(clinic, person, TEN + HOUR, OVER + MINUTE)
    assert run(LATER, LATER + 10 * MINUTE, LATER + 20 * MINUTE, LATER + 30 * MINUTE) == [0, 0, 1, 0]
    assert told().get().context["when"] == "Tuesday 24 November, 11:00am"


def test_a_letter_that_waits_is_taken_back_when_they_book(clinic):
    person = cleared_client()
    hold(clinic, person)
    run(OVER, LATER)
    book(clinic, person, TEN + HOUR, LATER + MINUTE)
    assert (told().get().state, told().get().dropped_because) == ("dropped", "they have booked")


def test_what_ran_out_long_ago_is_no_news(clinic):
    hold(clinic, cleared_client())
    assert run(OVER, OVER + 7 * HOUR) == [0, 0]


def test_a_booked_visit_is_not_ended(clinic):
    book(clinic, cleared_client(), TEN, NOW)
    assert run(LATER) == [0]
    assert Appointment.objects.get().status == "booked"
