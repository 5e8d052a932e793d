"""An event that a series leads up to is known by every way to a visit: nothing deep in its last two days."""

from datetime import timedelta

import pytest

from bookings.actions import appointments, desk, holds, series, waitlist_offers
from bookings.actions.desk import NotYet
from bookings.actions.details import Details
from bookings.actions.holds import NeverOnOffer, NotCleared, Wish
from bookings.models import WaitlistOffer
from bookings.queries.availability import Seek, free_slots
from bookings.queries.clearing import Missing
from bookings.queries.desk import Spot
from bookings.queries.series import course_of
from bookings.queries.to_do import Trouble, to_do
from bookings.scheduling.series import TOO_NEAR
from bookings.scheduling.terms import Fit
from tests.bookings.actions.test_desk import order
from tests.bookings.clinic import BY, NOW, TEN, cleared_client, cleared_visitor, make_service
from tests.bookings.overruling import overruled
from tests.bookings.regular import WEEK, book_series
from tests.bookings.waiting import wait

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
EVENT = (TEN + 2 * WEEK + 3 * DAY).date()  # a Friday, three days after the last visit of the series
WEDNESDAY, THURSDAY = TEN + 2 * WEEK + DAY, TEN + 2 * WEEK + 2 * DAY
NEAR, FREE = THURSDAY, TEN + 2 * WEEK - DAY


@pytest.fixture
def cleo(clinic):
    return cleared_client()


@pytest.fixture(autouse=True)
def made(clinic, cleo):
    return book_series(clinic, cleo, event=EVENT)


def hold(clinic, person, start, service=None):
    wish = Wish(service or clinic.service, start, clinic.therapists[0])
    return holds.place(wish=wish, person=person, own=None, by=BY, now=NOW).appointment


def confirm(held, person):
    who = Details("Demo Cleo", "cleo@demo.example")
    return appointments.book(hold=held, person=person, details=who, by=BY, now=NOW)


@pytest.mark.parametrize("start", [WEDNESDAY, THURSDAY, THURSDAY + DAY])
def test_no_deep_visit_is_held_online(clinic, cleo, start):
    with pytest.raises(NeverOnOffer):
        hold(clinic, cleo, start)


def test_the_search_says_why(clinic, cleo):
    seek = Seek(clinic.service, cleo.advice(NOW), clinic.therapists[0], cleo.client)
    found = free_slots(seek, NEAR.date(), NEAR.date(), NOW).offers
    assert {(offer.judgement.fit, offer.judgement.because) for offer in found} == {(Fit.AVOID, TOO_NEAR)}


def test_a_visit_of_any_kind_that_works_deep_keeps_clear(clinic, cleo):
    deep = make_service(clinic, kind="post_cramp", is_deep=True)
    light = make_service(clinic, kind="post_cramp")
    with pytest.raises(NeverOnOffer):
        hold(clinic, cleo, NEAR, deep)
    assert hold(clinic, cleo, NEAR, light).status == "tentative"


def test_a_time_that_a_stranger_held_is_not_booked_for_this_client(clinic, cleo):
    """Whoever signs in after choosing is known from then on."""
    held = hold(clinic, cleared_visitor(), NEAR)
    with pytest.raises(NotCleared):
        confirm(held, cleo)


def test_the_desk_can_not_book_it_whatever_it_overrules(clinic, cleo):
    with pytest.raises(NotYet) as refused:
        wanted = order(clinic, cleo.client, start=NEAR)
        overruled(desk.book, order=wanted, by=BY, now=NOW)
    assert refused.value.missing is Missing.DAY


def test_the_desk_can_not_move_a_visit_of_the_series_into_it(clinic, made):
    last = made.appointments.order_by("during").last()
    spot = Spot(clinic.therapists[0], NEAR, 45)
    with pytest.raises(NotYet):
        overruled(desk.move, appointment=last, spot=spot, by=BY, now=NOW, seen=1)


def test_the_client_can_not_move_another_visit_into_it(clinic, cleo):
    booked = confirm(hold(clinic, cleo, FREE), cleo)
    wish = Wish(clinic.service, NEAR, clinic.therapists[0], course_of(booked))
    with pytest.raises(NeverOnOffer):
        appointments.move(appointment=booked, wish=wish, by=BY, now=NOW, seen=1)


def test_the_waiting_list_offers_none(clinic, cleo):
    wait(clinic, person=cleo, first_day=NEAR.date(), last_day=NEAR.date())
    assert waitlist_offers.offer_due(NOW + timedelta(hours=2)) == 0
    assert not WaitlistOffer.objects.exists()


def test_what_stood_there_before_the_event_was_known_is_on_the_list_to_look_at(clinic):
    dora = cleared_client("Demo Dora")
    visit = confirm(hold(clinic, dora, NEAR), dora)
    assert to_do(NOW) == []
    book_series(clinic, dora, first=TEN + timedelta(hours=2), event=EVENT)
    assert [(one.appointment, one.troubles) for one in to_do(NOW)] == [(visit, (Trouble.TIMING,))]


def test_somebody_elses_event_and_one_whose_series_was_ended_are_nobodys_business(clinic, cleo, made):
    dora = cleared_client("Demo Dora")
    assert hold(clinic, dora, NEAR).status == "tentative"
    series.end(series=made, by=BY, now=NOW)
    assert hold(clinic, cleo, NEAR + timedelta(hours=2)).status == "tentative"


def test_events_are_asked_in_one_statement_and_only_for_deep_work(clinic, cleo, django_assert_num_queries):
    first = make_service(clinic, kind="initial_assessment")
    for service, statements in ((clinic.service, 1), (first, 0)):
        seek = Seek(service, cleo.advice(NOW), None, cleo.client)
        with django_assert_num_queries(statements):
            assert seek.windows is seek.windows
