"""Answers given before anybody knew whose they were: what they say counts once they are claimed."""

from datetime import date, timedelta

import pytest

from assessments.actions import claims
from assessments.queries.clearances import advice_for, lock_advice_for
from bookings.actions.holds import NotCleared
from bookings.models import Appointment, Series
from bookings.queries.person import Person
from hekas.messaging.models import OutboundMessage
from tests.bookings.clinic import BY, NOW, TEN, make_client
from tests.bookings.regular import book_series
from tests.bookings.safety.people import CLOT, GREEN, HELD, RED, book, client_with, give, release, status

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def a_child():
    client = make_client()
    client.born_on = date(2012, 1, 1)
    client.save()
    return client


def what_lasts():
    return client_with(HELD, now=NOW - DAY)


@pytest.mark.parametrize("whose", [a_child, what_lasts])
def test_a_series_is_not_booked_with_answers_that_hold_once_they_are_claimed(clinic, whose):
    client = whose()
    clean = give(None, GREEN).intake
    OutboundMessage.objects.all().delete()
    with pytest.raises(NotCleared):
        book_series(clinic, Person(client=client, intake=clean))
    assert not Series.objects.exists()
    assert not Appointment.objects.filter(status="booked").exists()
    assert not OutboundMessage.objects.exists()


def test_a_series_is_booked_with_answers_that_stay_open_once_they_are_claimed(clinic):
    client = make_client()
    clean = give(None, GREEN).intake
    made = book_series(clinic, Person(client=client, intake=clean))
    assert made.appointments.filter(status="booked", intake=clean).count() == 3
    clean.refresh_from_db()
    assert clean.client == client


@pytest.mark.parametrize("earlier", [HELD, CLOT, RED])
def test_earlier_answers_that_are_claimed_later_hold_the_newer_ones(clinic, earlier):
    before = give(None, earlier, now=NOW - DAY).intake
    client = client_with(GREEN)
    claims.claim(before, client=client, by=BY, now=NOW)
    assert advice_for(now=NOW, client=client).gate == "held"
    assert lock_advice_for(now=NOW, client=client).gate == "held"
    with pytest.raises(NotCleared):
        book(clinic, client)


def test_a_visit_booked_with_newer_answers_waits_for_a_word_once_earlier_ones_are_claimed(clinic):
    before = give(None, HELD, now=NOW - DAY).intake
    client = client_with(GREEN)
    visit = book(clinic, client, start=TEN + 7 * DAY)
    claims.claim(before, client=client, by=BY, now=NOW)
    assert status(visit) == "booked"  # there is time to ring them
    release(client, clinic.therapists[0])
    assert advice_for(now=NOW, client=client).may_book


def test_a_stop_that_is_claimed_later_holds_who_was_released_before_and_asks_for_a_call(clinic):
    before = give(None, RED, now=NOW - DAY).intake
    client = client_with(HELD)
    release(client, clinic.therapists[0])
    assert advice_for(now=NOW, client=client).may_book
    claims.claim(before, client=client, by=BY, now=NOW)
    assert advice_for(now=NOW, client=client).gate == "held"
    asked = OutboundMessage.objects.filter(template="red_flag_follow_up")
    assert asked.count() == len(clinic.therapists)


def test_earlier_answers_with_nothing_in_them_hold_nobody(clinic):
    before = give(None, GREEN, now=NOW - DAY).intake
    client = client_with(GREEN)
    claims.claim(before, client=client, by=BY, now=NOW)
    assert advice_for(now=NOW, client=client).may_book
