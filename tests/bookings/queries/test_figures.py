"""The clinic's figures against visits that are counted by hand."""

from datetime import date, timedelta

import pytest
from psycopg2.extras import DateTimeTZRange

from bookings.models import Appointment, ClinicClosure, Service
from bookings.queries.figures import figures
from hekas.accounts.models import Therapist
from tests.bookings.clinic import TUESDAY, at, make_client, make_service

pytestmark = pytest.mark.django_db
MONDAY, WEEK = date(2026, 11, 23), timedelta(days=7)
MINUTE = timedelta(minutes=1)


def visit(
    clinic, status="fulfilled", day=TUESDAY, clock="10:00", therapist=0, ahead=timedelta(days=2), minutes=45
):
    start = at(day, clock)
    end = start + minutes * MINUTE
    return Appointment.objects.create(
        therapist=clinic.therapists[therapist],
        room=clinic.rooms[therapist],
        service=clinic.service,
        client=make_client(f"Demo Client{Appointment.objects.count()}"),
        during=DateTimeTZRange(start, end),
        busy=DateTimeTZRange(start, end + 15 * MINUTE),
        status=status,
        booked_at=start - ahead,
        price_pence=5200,
    )


def test_hours_of_the_week_and_what_visits_took_of_them(clinic):
    visit(clinic)
    visit(clinic, "booked", clock="11:00")
    visit(clinic, "cancelled", clock="12:00")
    found = figures(MONDAY, 1)
    assert found.total.working == 2 * 5 * 8 * 60
    assert found.total.minutes == 120
    assert found.therapists["Demo Amira"].utilisation == 5
    assert found.therapists["Demo Ben"].utilisation == 0


def test_a_closed_day_is_not_worked(clinic):
    ClinicClosure.objects.create(name="Holiday", first_day=TUESDAY, last_day=TUESDAY)
    assert figures(MONDAY, 1).total.working == 2 * 4 * 8 * 60


def test_whoever_does_not_come_is_counted_of_those_who_were_due(clinic):
    for clock in ("9:00", "10:00", "11:00"):
        visit(clinic, clock=clock)
    visit(clinic, "noshow", clock="12:00")
    visit(clinic, "cancelled", clock="13:00")
    total = figures(MONDAY, 1).total
    assert (total.done, total.missed) == (3, 1)


def test_only_what_took_place_earns(clinic):
    visit(clinic)
    visit(clinic, "noshow", clock="12:00")
    visit(clinic, "booked", clock="13:00")
    found = figures(MONDAY, 1)
    assert found.total.pence == 5200
    assert found.kinds == {"Calf treatment": 5200}


@pytest.mark.parametrize(
    ("ahead", "words"),
    [
        (timedelta(hours=2), "Less than a day"),
        (timedelta(hours=23), "Less than a day"),
        (timedelta(hours=24), "1 or 2 days"),
        (timedelta(days=3), "3 to 6 days"),
        (timedelta(days=7), "1 or 2 weeks"),
        (timedelta(days=21), "3 weeks or more"),
    ],
)
def test_how_far_ahead_a_visit_was_booked(clinic, ahead, words):
    visit(clinic, ahead=ahead)
    assert {name for name, count in figures(MONDAY, 1).leads.items() if count} == {words}


def test_two_of_one_name_are_counted_apart(clinic):
    """Two therapists, or two lengths of one visit, are no single bar."""
    Therapist.objects.update(name="Demo Sam")
    Service.objects.update(name="Massage")
    visit(clinic)
    other = visit(clinic, clock="12:00", therapist=1, minutes=105)
    Appointment.objects.filter(pk=other.pk).update(service=make_service(clinic, name="Massage", minutes=105))
    found = figures(MONDAY, 1)
    assert {name: tally.minutes for name, tally in found.therapists.items()} == {
        "Demo Sam": 60,
        "Demo Sam (2)": 120,
    }
    assert found.kinds == {"Massage": 5200, "Massage (2)": 5200}


def test_a_visit_counts_in_the_clinics_week_over_both_clock_changes(clinic):
    """Half past midnight on the Monday after the change is in the new week, whatever UTC says."""
    visit(clinic, day=date(2026, 3, 30), clock="0:30")
    visit(clinic, day=date(2026, 10, 25), clock="23:30", therapist=1)
    spring, autumn = figures(date(2026, 3, 23), 2), figures(date(2026, 10, 19), 2)
    assert {week: tally.done for week, tally in spring.weeks.items()} == {date(2026, 3, 30): 1}
    assert [tally.done for tally in autumn.weeks.values()] == [1, 0]


def test_weeks_before_the_very_first_visit_are_no_noughts(clinic):
    """A clinic a week old had eleven noughts and a bar, and the hours of eleven weeks in its share."""
    visit(clinic, "cancelled", day=TUESDAY - 2 * WEEK)
    visit(clinic, day=TUESDAY - WEEK)
    found = figures(MONDAY - 10 * WEEK, 11)
    assert (found.first, [tally.done for tally in found.weeks.values()]) == (MONDAY - WEEK, [1, 0])
    assert found.total.working == 2 * 2 * 5 * 8 * 60
    later = figures(MONDAY, 2)  # of an open clinic a week without a visit is one
    assert [tally.done for tally in later.weeks.values()] == [0, 0]


def test_the_database_is_asked_as_often_for_three_visits_as_for_one(
    clinic, django_assert_num_queries, django_assert_max_num_queries
):
    visit(clinic)
    with django_assert_max_num_queries(7) as asked:
        figures(MONDAY - 11 * WEEK, 12)
    visit(clinic, clock="12:00")
    visit(clinic, therapist=1)
    with django_assert_num_queries(len(asked)):
        figures(MONDAY - 11 * WEEK, 12)
