"""The next good times of a result: which visit, which days, and for whom none."""

from datetime import timedelta

import pytest

from bookings.models import Appointment
from bookings.queries.availability import zone
from bookings.queries.next_times import next_times, one_a_day
from bookings.queries.person import Person
from bookings.scheduling.working_time import local_day
from tests.bookings.clinic import NOW, cleared_client, cleared_visitor, make_intake, make_service
from tests.bookings.safety.people import book, client_with


@pytest.fixture
def services(clinic):
    """What a clinic offers, by kind."""
    kinds = ("initial_assessment", "post_cramp", "pre_competition", "reassessment")
    found = {kind: make_service(clinic, kind=kind, name=kind, order=1) for kind in kinds}
    return {"treatment": clinic.service, **found}


def window(service, start, end, fit):
    return {
        "service": service,
        "from": (NOW + timedelta(hours=start)).isoformat(),
        "to": (NOW + timedelta(hours=end)).isoformat(),
        "fit": fit,
        "because": f"{fit} then",
    }


def days_of(found):
    return [local_day(offer.start, zone()) - local_day(NOW, zone()) for offer in found.offers]


def test_a_newcomer_gets_a_first_assessment_on_the_next_three_days(services):
    found = next_times(cleared_visitor(), NOW)
    assert found.service == services["initial_assessment"]
    assert [day.days for day in days_of(found)] == [0, 1, 2]


def test_times_inside_a_day_of_rest_are_not_offered(services):
    windows = [window("initial_assessment", -1, 30, "avoid"), window("initial_assessment", 30, 900, "good")]
    found = next_times(cleared_visitor(windows=windows), NOW)
    assert [day.days for day in days_of(found)] == [1, 2, 3]
    assert all(offer.start >= NOW + timedelta(hours=30) for offer in found.offers)


def been_here(clinic, windows):
    """A client who was treated an hour ago, and who has answered again since."""
    client = client_with()
    book(clinic, client)
    past = NOW - timedelta(hours=2)
    Appointment.objects.update(
        status="fulfilled", during=(past, past + timedelta(hours=1)), busy=(past, past + timedelta(hours=1))
    )
    client.clearances.update(superseded_at=NOW)
    make_intake(client=client, windows=windows)
    return Person(client=client)


@pytest.mark.parametrize("kind", ["post_cramp", "pre_competition"])
def test_whoever_was_here_gets_the_visit_of_these_days_and_its_best_day_is_among_them(clinic, services, kind):
    person = been_here(clinic, [window(kind, 72, 96, "best")])
    found = next_times(person, NOW)
    assert found.service == services[kind]
    assert 3 in [day.days for day in days_of(found)]
    assert "best" in [offer.judgement.fit.value for offer in found.offers]


def test_else_they_get_a_treatment(clinic, services):
    assert next_times(been_here(clinic, []), NOW).service == services["treatment"]


def test_whoever_is_booked_sees_that_visit_and_no_time(clinic, services):
    client = client_with()
    visit = book(clinic, client)
    found = next_times(Person(client=client), NOW)
    assert (found.booked, found.offers) == (visit, ())


@pytest.mark.parametrize("person", [{"gate": "held"}, {"gate": "redirected"}, {"days_old": 15}])
def test_whoever_may_not_be_booked_gets_none(services, person):
    assert next_times(cleared_visitor(**person), NOW) is None
    assert next_times(cleared_client(**person), NOW) is None


def test_a_clinic_without_a_first_assessment_offers_a_newcomer_none(clinic):
    assert next_times(cleared_visitor(), NOW) is None


def test_no_day_twice_and_nothing_of_nothing(services):
    found = next_times(cleared_visitor(), NOW)
    assert one_a_day([*found.offers, *found.offers]) == found.offers
    assert one_a_day([]) == ()


def test_the_same_questions_to_the_database_for_few_and_many_services(
    clinic, services, django_assert_num_queries
):
    person = cleared_client()
    with django_assert_num_queries(9):
        next_times(person, NOW)
    for kind in services:
        make_service(clinic, kind=kind, name=f"{kind} long", order=2)
    with django_assert_num_queries(9):
        next_times(person, NOW + timedelta(days=1))
