"""A service may be for those who were here before: on the page, under the lock, and for whoever waits."""

import pytest
import time_machine
from django.test import Client as Browser

from bookings.actions import appointments, attendance, desk, holds
from bookings.actions.details import Details
from bookings.actions.holds import NotCleared, Wish
from bookings.queries.clearing import Missing, missing_for_each
from bookings.queries.desk import Spot
from bookings.queries.to_do import Trouble, spoilt_by, to_do
from bookings.scheduling.terms import Event
from hekas.accounts.models import User
from tests.bookings.actions.test_desk import book
from tests.bookings.clinic import BY, NOW, TEN, TUESDAY, at, cleared_client, cleared_visitor, make_service

pytestmark = pytest.mark.django_db


@pytest.fixture
def deep(clinic):
    return make_service(clinic, name="Deep work", clearance="seen")


def hold(service, clinic, person, start=TEN):
    return holds.place(wish=Wish(service, start), person=person, own=None, by=BY, now=NOW)


def test_somebody_new_can_not_hold_it(clinic, deep):
    with pytest.raises(NotCleared) as refusal:
        hold(deep, clinic, cleared_visitor())
    assert refusal.value.advice.gate == "unseen"
    assert hold(clinic.service, clinic, cleared_visitor())


def test_whoever_was_here_before_may_and_whoever_will_have_been(clinic, deep):
    person = cleared_client()
    book(clinic, client=person.client, start=at(TUESDAY, "9:00"))
    assert hold(deep, clinic, person, at(TUESDAY, "11:00"))
    with pytest.raises(NotCleared):
        hold(deep, clinic, cleared_client("Demo Dora"), at(TUESDAY, "11:00"))


def test_what_never_took_place_is_no_visit(clinic, deep):
    person = cleared_client()
    booked = book(clinic, client=person.client, start=at(TUESDAY, "9:00"))
    for status in ("cancelled", "noshow"):
        type(booked).objects.filter(pk=booked.pk).update(status=status)
        with pytest.raises(NotCleared):
            hold(deep, clinic, person, at(TUESDAY, "11:00"))


def test_the_booking_asks_again_of_whoever_confirms(clinic, deep):
    person, other = cleared_client(), cleared_client("Demo Dora")
    first = book(clinic, client=person.client, start=at(TUESDAY, "9:00"))
    held = hold(deep, clinic, person, at(TUESDAY, "11:00")).appointment
    details = Details("Demo Dora", "dora@demo.example")
    with pytest.raises(NotCleared):
        appointments.book(hold=held, person=other, details=details, by=BY, now=NOW)
    type(first).objects.filter(pk=first.pk).update(status="cancelled")
    held.refresh_from_db()
    with pytest.raises(NotCleared) as refusal:
        appointments.book(hold=held, person=person, details=details, by=BY, now=NOW)
    assert refusal.value.advice.gate == "unseen"
    type(first).objects.filter(pk=first.pk).update(status="booked")
    assert appointments.book(hold=held, person=person, details=details, by=BY, now=NOW).status == "booked"


def test_the_page_says_what_comes_first_and_shows_no_time(clinic, deep):
    user = User.objects.create_user("cleo@demo.example", "x")
    person = cleared_client()
    type(person.client).objects.filter(pk=person.client.pk).update(user=user)
    browser = Browser()
    browser.force_login(user)
    with time_machine.travel(NOW, tick=False):
        page = browser.get(f"/bookings/search/?service={deep.uuid}").content.decode()
    assert "A first assessment comes first" in page
    assert "10:00am" not in page


@pytest.fixture
def leaning(clinic, deep):
    """A first visit at nine, and deep work at eleven that leans on it."""
    client = cleared_client().client
    first = book(clinic, client=client, start=at(TUESDAY, "9:00"))
    clinic.service = deep
    return first, book(clinic, client=client, start=at(TUESDAY, "11:00"))


def to_look_at():
    return [(one.appointment, one.troubles) for one in to_do(NOW)]


def call_off(visit):
    appointments.cancel(appointment=visit, by=BY, now=NOW, seen=visit.version, for_clinic=True)


def move_to_three(visit):
    desk.move(appointment=visit, spot=Spot(visit.therapist, at(TUESDAY, "15:00"), 45), by=BY, now=NOW, seen=1)


def miss(visit):
    attendance.mark(appointment=visit, event=Event.MISS, by=BY, now=visit.starts_at)


@pytest.mark.parametrize("change", [call_off, move_to_three, miss])
def test_what_leaned_on_a_visit_that_is_gone_stays_and_is_looked_at(leaning, change):
    first, later = leaning
    assert to_look_at() == []
    change(first)
    assert to_look_at() == [(later, (Trouble.UNSEEN,))]
    later.refresh_from_db()
    assert later.status == "booked"


def test_nobody_is_checked_in_for_what_leans_on_nothing(leaning):
    first, later = leaning
    miss(first)
    assert list(missing_for_each([later], NOW)) == [Missing.VISIT]
    with pytest.raises(attendance.CheckInRefused) as refusal:
        attendance.mark(appointment=later, event=Event.ARRIVE, by=BY, now=TEN)
    assert refusal.value.missing is Missing.VISIT
    attendance.mark(appointment=first, event=Event.UNDO, by=BY, now=TEN)
    assert attendance.mark(appointment=later, event=Event.ARRIVE, by=BY, now=TEN).status == "arrived"


def test_visits_that_lean_do_not_hold_each_other(clinic, leaning):
    first, later = leaning
    last = book(clinic, client=later.client, start=at(TUESDAY, "14:00"))
    call_off(first)
    assert to_look_at() == [(later, (Trouble.UNSEEN,)), (last, (Trouble.UNSEEN,))]


def test_a_visit_that_is_moved_does_not_hold_itself(leaning):
    first, later = leaning
    call_off(first)
    with pytest.raises(desk.NotYet) as refusal:
        move_to_three(later)
    assert refusal.value.missing is Missing.VISIT


def test_one_statement_more_however_many_lean(clinic, leaning, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert to_do(NOW) == []
    for hour in ("13:00", "14:00"):
        book(clinic, client=leaning[1].client, start=at(TUESDAY, hour))
    call_off(leaning[0])
    with django_assert_num_queries(7):
        assert len(to_do(NOW)) == 3
    call_off(leaning[1])
    with django_assert_num_queries(7):
        assert len(to_do(NOW)) == 2


def test_whoever_asks_more_of_a_first_visit_is_told_of_what_leans_on_it(clinic, deep):
    """A service that is itself for those who were seen makes nobody seen any more."""
    person = cleared_client()
    first = book(clinic, client=person.client, start=at(TUESDAY, "9:00"))
    later = book(clinic, client=person.client, start=at(TUESDAY, "11:00"), service=deep)
    other = book(clinic, "Demo Dora", start=at(TUESDAY, "14:00"))
    service = clinic.service
    assert spoilt_by([service], NOW) == []
    service.clearance = "seen"
    service.save()
    assert [one.appointment for one in spoilt_by([service], NOW)] == [first, later, other]
