"""What a hold and a booking ask of the database: the number is small, and the same in a full diary."""

from datetime import timedelta

import pytest

from bookings.models import Appointment
from tests.api.conftest import healthy
from tests.bookings.clinic import TEN

HOLD, BOOK = 20, 48  # and the two savepoints that a test puts in place of a transaction


@pytest.fixture(params=[1, 3])
def others(program, clinic, request):
    """So many other visits on the same day; the key has been used this minute."""
    for place in range(request.param):
        program.booked(clinic, start=TEN + timedelta(hours=1 + place), therapist=clinic.therapists[0])


@pytest.mark.usefixtures("others")
def test_a_hold_and_a_booking_ask_so_many_questions(program, clinic, django_assert_num_queries):
    with django_assert_num_queries(HOLD):
        held = program.hold(clinic, therapist=clinic.therapists[0], once="hold")
    with django_assert_num_queries(BOOK):
        booked = program.book(held.json(), healthy(), once="book")
    assert (held.status_code, booked.status_code) == (201, 201)


def test_a_visit_that_was_held_for_nobody_names_the_answers_it_was_booked_with(program, clinic):
    program.booked(clinic)
    visit = Appointment.objects.get()
    assert visit.intake_id is not None and visit.intake.client_id == visit.client_id
    assert visit.fit in ("best", "good", "allowed")
