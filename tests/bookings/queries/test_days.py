from datetime import time, timedelta

import pytest
from psycopg2.extras import DateTimeTZRange

from bookings.actions import appointments, attendance, holds
from bookings.actions.details import Details
from bookings.actions.holds import Wish
from bookings.models import ChangedHours, ClinicClosure, Location, Room, TimeOff, WorkingHours
from bookings.queries.days import clinic_days, day_of, roster
from bookings.scheduling.intervals import Interval
from bookings.scheduling.terms import Event, Status
from tests.bookings.clinic import BY, NOW, TEN, TUESDAY, at, cleared_visitor, make_therapist

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def clinic_day(day, place=None):
    return clinic_days(roster(day, day, NOW, place), NOW)[0]


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
    attendance.mark(appointment=book(clinic), event=Event.MISS, by=BY, now=TEN + HOUR)
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
    day = clinic_day(TUESDAY)
    assert [lane.therapist for lane in day.lanes] == clinic.therapists


@pytest.mark.parametrize("visits", [1, 3])
def test_the_number_of_statements_is_the_same_for_any_day(clinic, django_assert_num_queries, visits):
    for n in range(visits):
        book(clinic, TEN + n * HOUR, n % 2)
    with django_assert_num_queries(7):
        clinic_day(TUESDAY)
    with django_assert_num_queries(9):
        clinic_day(TUESDAY, clinic.location)


@pytest.fixture
def south(clinic):
    """A second place, at which Ben works in the afternoons; in the mornings he is at the first."""
    place = Location.objects.create(name="Hekas South", address="2 Demo Street", postcode="M2 2BB")
    room = Room.objects.create(location=place, name="South room")
    clinic.service.rooms.add(room)
    hours = WorkingHours.objects.filter(therapist=clinic.therapists[1])
    hours.update(closes=time(12))
    for row in hours:
        WorkingHours.objects.create(
            therapist=row.therapist, location=place, weekday=row.weekday, opens=time(13), closes=time(17)
        )
    return place


def names(day):
    return [lane.therapist.name for lane in day.lanes]


def test_a_place_has_a_lane_for_those_who_work_there(clinic, south):
    assert names(clinic_day(TUESDAY)) == ["Demo Amira", "Demo Ben"]
    assert names(clinic_day(TUESDAY, clinic.location)) == ["Demo Amira", "Demo Ben"]
    assert names(clinic_day(TUESDAY, south)) == ["Demo Ben"]


def test_time_at_another_place_is_no_time_to_book_here(clinic, south):
    [ben] = clinic_day(TUESDAY, south).lanes
    assert [(block.reason, block.span) for block in ben.blocked] == [
        ("At Hekas Demo", Interval(at(TUESDAY, "9:00"), at(TUESDAY, "12:00")))
    ]
    assert ben.working == (Interval(at(TUESDAY, "13:00"), at(TUESDAY, "17:00")),)
    assert ben.working_minutes == 4 * 60


def test_a_visit_stands_on_the_board_of_its_place_and_takes_its_time_on_the_others(clinic, south):
    book(clinic, at(TUESDAY, "14:00"), 1)
    amira, ben = clinic_day(TUESDAY, clinic.location).lanes
    assert (amira.visits, ben.visits) == ((), ())
    [lane] = clinic_day(TUESDAY, south).lanes
    assert [visit.appointment.room.name for visit in lane.visits] == ["South room"]


def test_who_has_a_visit_at_a_place_without_hours_there_is_on_its_board(clinic, south):
    visit = book(clinic)
    type(visit).objects.filter(pk=visit.pk).update(room=Room.objects.get(location=south))
    amira, _ = clinic_day(TUESDAY, south).lanes
    assert [one.appointment for one in amira.visits] == [visit]
    amira, _ = clinic_day(TUESDAY, clinic.location).lanes
    assert amira.visits == ()
    assert not any(gap.overlaps(Interval(TEN, TEN + HOUR)) for gap in amira.gaps(NOW, 15))


def test_changed_hours_put_somebody_on_the_board_of_a_place_for_that_day(clinic, south):
    amira = clinic.therapists[0]
    ChangedHours.objects.create(therapist=amira, on=TUESDAY, location=south, opens=time(9), closes=time(12))
    assert names(clinic_day(TUESDAY, south)) == ["Demo Amira", "Demo Ben"]
    assert names(clinic_day(TUESDAY, clinic.location)) == ["Demo Ben"]


def test_a_place_that_is_shut_has_nobody(clinic, south):
    ClinicClosure.objects.create(name="Painters", location=south, first_day=TUESDAY, last_day=TUESDAY)
    assert names(clinic_day(TUESDAY, south)) == []
    [_, ben] = clinic_day(TUESDAY, clinic.location).lanes
    assert ben.blocked == ()
