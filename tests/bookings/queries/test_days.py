from datetime import timedelta

import pytest
from psycopg2.extras import DateTimeTZRange

from bookings.actions import appointments, holds
from bookings.actions.appointments import Details
from bookings.actions.holds import Wish
from bookings.models import TimeOff
from bookings.queries.days import clinic_day, day_of
from bookings.scheduling.terms import Event, Status
from tests.bookings.clinic import BY, NOW, TEN, TUESDAY, at, cleared_visitor, make_therapist

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def hold(clinic, start=TEN, therapist=0, person=None):
    wish = Wish(clinic.service, start, clinic.therapists[therapist])
    return holds.place(wish=wish, person=person or cleared_visitor(), own=None, by=BY, now=NOW).appointment


def book(clinic, start=TEN, therapist=0):
    person = cleared_visitor()
    held = hold(clinic, start, therapist, person)
    who = Details("Demo Dana", "dana@demo.example")
    return appointments.book(hold=held, person=person, details=who, by=BY, now=NOW)


def test_visits_in_order_with_the_result_of_each(clinic):
    late, early = book(clinic, TEN + 2 * HOUR), book(clinic)
    lane = day_of(clinic.therapists[0], TUESDAY, NOW)
    assert [visit.appointment for visit in lane.visits] == [early, late]
    assert lane.visits[0].result_uuid == early.intake.results.get().uuid
    assert not lane.visits[0].to_call


def test_a_client_who_has_to_be_called_is_marked(clinic):
    book(clinic).client.clearances.update(gate="held")
    assert day_of(clinic.therapists[0], TUESDAY, NOW).visits[0].to_call


def test_what_is_over_or_never_was_is_not_shown(clinic):
    appointments.cancel(appointment=book(clinic), by=BY, now=NOW, seen=1, for_clinic=True)
    hold(clinic)
    assert len(day_of(clinic.therapists[0], TUESDAY, NOW).visits) == 1
    assert day_of(clinic.therapists[0], TUESDAY, NOW + HOUR).visits == ()


def test_a_missed_visit_stays_on_the_day(clinic):
    appointments.mark(appointment=book(clinic), event=Event.MISS, by=BY, now=TEN + HOUR)
    assert day_of(clinic.therapists[0], TUESDAY, NOW).visits[0].status is Status.NOSHOW


def test_booked_share_of_the_working_time(clinic):
    book(clinic)
    lane = day_of(clinic.therapists[0], TUESDAY, NOW)
    assert (lane.booked_minutes, lane.working_minutes) == (60, 8 * 60)


def test_time_away_is_blocked_with_the_clinics_word(clinic):
    lunch = DateTimeTZRange(at(TUESDAY, "12:30"), at(TUESDAY, "13:15"))
    TimeOff.objects.create(therapist=clinic.therapists[0], during=lunch, reason="Lunch")
    lane = day_of(clinic.therapists[0], TUESDAY, NOW)
    assert [(block.reason, block.span.minutes) for block in lane.blocked] == [("Lunch", 45)]
    assert lane.working_minutes == 8 * 60 - 45


def test_the_clinics_day_has_a_lane_for_all_who_work(clinic):
    make_therapist("Demo Sunday", clinic.location, weekdays=[6])
    day = clinic_day(TUESDAY, NOW)
    assert [lane.therapist for lane in day.lanes] == clinic.therapists


@pytest.mark.parametrize("visits", [1, 3])
def test_the_number_of_statements_is_the_same_for_any_day(clinic, django_assert_num_queries, visits):
    for n in range(visits):
        book(clinic, TEN + n * HOUR, n % 2)
    with django_assert_num_queries(6):
        clinic_day(TUESDAY, NOW)
