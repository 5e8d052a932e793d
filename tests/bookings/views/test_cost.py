"""What a booking by two forms asks of the database, for somebody with an account who has answered."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from bookings.models import Appointment
from hekas.accounts.models import User
from tests.bookings.clinic import NOW, TEN, make_client, make_intake

pytestmark = pytest.mark.django_db
HOLD, CONFIRM, GONE = 25, 18, 30  # the session's row among them, and savepoints in place of transactions


def asked(act):
    """What came of it, and how many questions it took."""
    with CaptureQueriesContext(connection) as questions:
        answer = act()
    assert answer.status_code == 302
    return answer["Location"], len(questions)


def costs(clinic, number):
    """Somebody of their own books: what the hold and the confirmation asked."""
    user = User.objects.create_user(f"dana{number}@demo.example", name="Demo Dana")
    make_intake(client=make_client("Demo Dana", user))
    browser, start = Browser(), TEN + timedelta(hours=number)
    browser.force_login(user)
    wish = {
        "service": clinic.service.uuid,
        "start": start.isoformat(),
        "therapist": clinic.therapists[0].uuid,
    }
    held, hold = asked(lambda: browser.post("/bookings/hold/", wish))
    _, confirm = asked(lambda: browser.post(held.replace("/details/", "/confirm/")))
    assert Appointment.objects.get(client__user=user).status == "booked"
    return hold, confirm


def test_a_booking_by_two_forms_asks_few_questions_however_full_the_day_is(clinic):
    with time_machine.travel(NOW, tick=False):
        costs(clinic, 0)
        second = costs(clinic, 1)
        costs(clinic, 2)
        assert costs(clinic, 4) == second
    assert second[0] <= HOLD and second[1] <= CONFIRM


def test_the_page_of_a_time_that_is_gone_asks_as_often_however_full_the_days_are(clinic):
    """It says why, and has the nearest others."""
    with time_machine.travel(NOW, tick=False):
        browser, counts = Browser(), []
        user = User.objects.create_user("will@demo.example", name="Demo Will")
        make_intake(client=make_client("Demo Will", user))
        browser.force_login(user)
        who = clinic.therapists[0].uuid
        wish = {"service": clinic.service.uuid, "start": TEN.isoformat(), "therapist": who}
        for number in range(5):
            costs(clinic, number)
            if number % 2 == 0:  # one visit, three, five
                with CaptureQueriesContext(connection) as questions:
                    answer = browser.post("/bookings/hold/", wish)
                assert (answer.status_code, b"That time has just gone" in answer.content) == (409, True)
                counts.append(len(questions))
    assert len(set(counts)) == 1
    assert counts[0] <= GONE
