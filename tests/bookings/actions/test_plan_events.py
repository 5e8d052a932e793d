"""An event that only the plan of care knows is known by every way to a visit, as one of a series is."""

from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest

from bookings.actions import appointments, attendance, desk, holds, waitlist, waitlist_offers
from bookings.actions.attendance import CheckInRefused
from bookings.actions.desk import NotYet
from bookings.actions.details import Details
from bookings.actions.holds import NeverOnOffer, NotCleared, Wish
from bookings.actions.series import Conflicts
from bookings.models import WaitlistOffer
from bookings.queries.availability import Seek, free_slots
from bookings.queries.clearing import Missing
from bookings.queries.desk import Spot
from bookings.queries.shown import shown_slots
from bookings.queries.to_do import Trouble, to_do
from bookings.scheduling.series import LIGHT_TIME, TOO_NEAR
from bookings.scheduling.terms import Event, Fit
from tests.bookings.actions.test_desk import order
from tests.bookings.clinic import BY, NOW, TEN, TUESDAY, cleared_client, cleared_visitor, make_service
from tests.bookings.overruling import overruled
from tests.bookings.plans import plan_for
from tests.bookings.regular import WEEK, book_series
from tests.bookings.safety.people import client_with
from tests.bookings.waiting import wait

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
EVENT = TUESDAY + 17 * DAY  # a Friday
NEAR, FREE = TEN + 16 * DAY, TEN + 14 * DAY  # the Thursday before it, and the Tuesday
LAST_DAYS = [TEN + n * DAY for n in (15, 16, 17)]


@pytest.fixture
def cleo(clinic):
    return cleared_client()


@pytest.fixture(autouse=True)
def plan(clinic, cleo):
    return plan_for(cleo.client, clinic.therapists[0], EVENT)


def hold(clinic, person, start, service=None):
    wish = Wish(service or clinic.service, start, clinic.therapists[0])
    return holds.place(wish=wish, person=person, own=None, by=BY, now=NOW).appointment


def confirm(held, person):
    who = Details("Demo Cleo", "cleo@demo.example")
    return appointments.book(hold=held, person=person, details=who, by=BY, now=NOW)


def move(visit, clinic, start):
    wish = Wish(visit.service, start, clinic.therapists[0])
    return appointments.move(appointment=visit, wish=wish, by=BY, now=NOW, seen=visit.version)


def stands_near(clinic, cleo, plan):
    """A visit that was booked before the plan spoke of the event."""
    type(plan).objects.all().delete()
    visit = confirm(hold(clinic, cleo, NEAR), cleo)
    plan_for(cleo.client, clinic.therapists[0], EVENT)
    return visit


@pytest.mark.parametrize("start", LAST_DAYS)
def test_no_deep_visit_is_held_online(clinic, cleo, start):
    with pytest.raises(NeverOnOffer):
        hold(clinic, cleo, start)


def test_the_days_beside_them_are_free(clinic, cleo):
    assert hold(clinic, cleo, FREE).status == "tentative"
    assert hold(clinic, cleo, TEN + 20 * DAY).status == "tentative"


@pytest.mark.parametrize("search", [free_slots, shown_slots])
def test_the_search_says_why(clinic, cleo, search):
    seek = Seek(clinic.service, cleo.advice(NOW), clinic.therapists[0], cleo.client)
    found = search(seek, NEAR.date(), NEAR.date(), NOW).offers
    assert {(offer.judgement.fit, offer.judgement.because) for offer in found} == {(Fit.AVOID, TOO_NEAR)}


def test_any_therapist_is_no_way_round_it(clinic, cleo):
    wish = Wish(clinic.service, NEAR)
    with pytest.raises(NeverOnOffer):
        holds.place(wish=wish, person=cleo, own=None, by=BY, now=NOW)


def test_a_visit_of_any_kind_that_works_deep_keeps_clear(clinic, cleo):
    deep = make_service(clinic, kind="post_cramp", is_deep=True)
    with pytest.raises(NeverOnOffer):
        hold(clinic, cleo, NEAR, deep)
    assert hold(clinic, cleo, NEAR, make_service(clinic, kind="post_cramp")).status == "tentative"


def test_a_time_that_a_stranger_held_is_not_booked_for_this_client(clinic, cleo):
    held = hold(clinic, cleared_visitor(), NEAR)
    with pytest.raises(NotCleared):
        confirm(held, cleo)


def test_a_plan_that_is_signed_between_hold_and_confirmation_is_seen(clinic, cleo, plan):
    type(plan).objects.all().delete()
    held = hold(clinic, cleo, NEAR)
    plan_for(cleo.client, clinic.therapists[0], EVENT)
    with pytest.raises(NotCleared):
        confirm(held, cleo)


@pytest.mark.parametrize("act", [desk.book, partial(overruled, desk.book)])
def test_the_desk_can_not_book_it_whatever_it_overrules(clinic, cleo, act):
    with pytest.raises(NotYet) as refused:
        act(order=order(clinic, cleo.client, start=NEAR), by=BY, now=NOW)
    assert refused.value.missing is Missing.DAY


def test_the_board_can_not_move_a_visit_into_it(clinic, cleo):
    visit = confirm(hold(clinic, cleo, FREE), cleo)
    with pytest.raises(NotYet):
        spot = Spot(clinic.therapists[0], NEAR, 45)
        overruled(desk.move, appointment=visit, spot=spot, by=BY, now=NOW, seen=1)


def test_the_client_can_not_move_one_into_it(clinic, cleo):
    visit = confirm(hold(clinic, cleo, FREE), cleo)
    with pytest.raises(NeverOnOffer):
        move(visit, clinic, NEAR)


def test_no_series_runs_through_it(clinic, cleo):
    """To another event, or to none: the plan's last days stay free."""
    for event in (None, EVENT + 5 * WEEK):
        with pytest.raises(Conflicts) as refused:
            book_series(clinic, cleo, first=NEAR - 2 * WEEK, event=event, key=uuid4())
        assert [wish.start for wish in refused.value.wishes] == [NEAR]


def test_the_waiting_list_offers_none(clinic, cleo):
    wait(clinic, person=cleo, first_day=NEAR.date(), last_day=NEAR.date())
    assert waitlist_offers.offer_due(NOW + 2 * HOUR) == 0
    assert not WaitlistOffer.objects.exists()


def test_an_offer_that_the_plan_overtook_is_not_taken(clinic, cleo, plan):
    type(plan).objects.all().delete()
    wait(clinic, person=cleo, first_day=NEAR.date(), last_day=NEAR.date())
    assert waitlist_offers.offer_due(NOW + 2 * HOUR) == 1
    plan_for(cleo.client, clinic.therapists[0], EVENT)
    with pytest.raises(NotCleared):
        waitlist.take(offer=WaitlistOffer.objects.get(), by=BY, now=NOW + 2 * HOUR)


def test_what_stood_there_before_is_on_the_list_to_look_at(clinic, cleo, plan):
    visit = stands_near(clinic, cleo, plan)
    assert [(one.appointment, one.troubles) for one in to_do(NOW)] == [(visit, (Trouble.TIMING,))]


def test_at_the_door_nothing_deep_begins(clinic, cleo, plan):
    visit, at = stands_near(clinic, cleo, plan), NEAR - timedelta(minutes=5)
    cleo.client.clearances.update(expires_at=at + DAY)
    with pytest.raises(CheckInRefused) as refused:
        attendance.mark(appointment=visit, event=Event.ARRIVE, by=BY, now=at)
    assert refused.value.missing is Missing.DAY
    visit.refresh_from_db()
    assert visit.status == "booked"


@pytest.mark.parametrize("status", ["draft", "revoked", "completed"])
def test_a_plan_that_is_not_in_force_says_nothing(clinic, cleo, plan, status):
    type(plan).objects.all().delete()
    plan_for(cleo.client, clinic.therapists[0], EVENT, status)
    assert confirm(hold(clinic, cleo, NEAR), cleo).status == "booked"
    assert to_do(NOW) == []


def test_somebody_elses_plan_is_nobodys_business(clinic):
    assert hold(clinic, cleared_client("Demo Dora"), NEAR).status == "tentative"


def test_the_plan_the_series_and_the_answers_each_keep_their_own_days(clinic):
    told = {"training": {"next_event_on": (EVENT + 2 * WEEK).isoformat()}}
    dora = client_with(told, name="Demo Dora")
    person = type(cleared_visitor())(client=dora)
    plan_for(dora, clinic.therapists[0], EVENT + WEEK)
    book_series(clinic, person, count=2, event=EVENT)
    for weeks in (0, 1, 2):
        with pytest.raises(NeverOnOffer):
            hold(clinic, person, NEAR + weeks * WEEK + HOUR)
    assert hold(clinic, person, NEAR + 3 * WEEK).status == "tentative"


def test_light_work_is_best_three_to_five_days_before_it(clinic):
    light = make_service(clinic, kind="pre_competition", name="Before a race")
    dora = client_with(name="Demo Dora")
    plan_for(dora, clinic.therapists[0], EVENT)
    person = type(cleared_visitor())(client=dora)
    visit = confirm(hold(clinic, person, TEN + 13 * DAY, light), person)
    assert (visit.fit, visit.because) == ("best", LIGHT_TIME)
    with pytest.raises(NeverOnOffer):
        move(visit, clinic, NEAR)
    assert to_do(NOW) == []


def test_all_events_are_asked_in_one_statement_and_only_for_deep_work(
    clinic, cleo, django_assert_num_queries
):
    first = make_service(clinic, kind="initial_assessment")
    for service, statements in ((clinic.service, 1), (first, 0)):
        seek = Seek(service, cleo.advice(NOW), None, cleo.client)
        with django_assert_num_queries(statements):
            assert seek.windows is seek.windows
