"""What a hold and a booking ask of the database: few questions, and as many in a full diary."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings.models import Appointment
from tests.api.conftest import healthy
from tests.bookings.clinic import TEN

# Among them two savepoints that a test puts in place of a transaction, what a namesake said of their age,
# and what the clinic had heard of them before they answered.
HOLD, BOOK = 23, 50


def asked(act):
    """What came of it, and how many questions it took."""
    with CaptureQueriesContext(connection) as questions:
        answer = act()
    assert answer.status_code == 201
    return answer.json(), len(questions)


def costs(program, clinic, hours):
    start = TEN + timedelta(hours=hours)
    held, hold = asked(lambda: program.hold(clinic, start, clinic.therapists[0], once=f"hold {hours}"))
    _, book = asked(lambda: program.book(held, healthy(), once=f"book {hours}"))
    return hold, book


def test_a_hold_and_a_booking_ask_few_questions_however_full_the_day_is(program, clinic):
    program.booked(clinic, therapist=clinic.therapists[0])  # the key has been used this minute
    with_one = costs(program, clinic, 1)
    costs(program, clinic, 2)
    assert costs(program, clinic, 4) == with_one
    assert with_one[0] <= HOLD and with_one[1] <= BOOK


def test_a_visit_that_was_held_for_nobody_names_the_answers_it_was_booked_with(program, clinic):
    program.booked(clinic)
    visit = Appointment.objects.get()
    assert visit.intake_id is not None and visit.intake.client_id == visit.client_id
    assert visit.fit in ("best", "good", "allowed")
