"""Light work before an event that only a series knows fits 3 to 5 days before it, by every way to a visit."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from bookings.actions import appointments, desk, series, waitlist_offers
from bookings.actions.desk import NotYet
from bookings.actions.holds import NeverOnOffer, Wish
from bookings.models import Appointment, WaitlistOffer
from bookings.queries.availability import Seek, free_slots
from bookings.queries.next_times import next_times
from bookings.queries.person import Person
from bookings.queries.series import course
from bookings.queries.shown import shown_slots
from bookings.queries.to_do import Trouble, to_do
from bookings.scheduling.series import LIGHT_TIME
from bookings.scheduling.terms import Fit
from tests.bookings.actions.test_desk import order
from tests.bookings.clinic import BY, NOW, TEN, TUESDAY, make_service
from tests.bookings.overruling import overruled
from tests.bookings.regular import book_series
from tests.bookings.safety.people import book, client_with, give
from tests.bookings.waiting import wait

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
EVENT = TUESDAY + 17 * DAY  # a Friday: Sunday, Monday and Tuesday before it are the days for light work
MONDAY, SOON, LATE = TEN + 13 * DAY, TEN + 10 * DAY, TEN + 15 * DAY
OF_THE_WEEK = {SOON.date() + n * DAY: Fit.AVOID for n in (0, 5, 6, 7)} | {
    MONDAY.date() + n * DAY: Fit.BEST for n in (0, 1)
}
RACE = {"training": {"next_event_on": (TUESDAY + 30 * DAY).isoformat()}}


@pytest.fixture
def cleo():
    return client_with()


@pytest.fixture
def light(clinic):
    return make_service(clinic, kind="pre_competition", name="Before a race")


@pytest.fixture(autouse=True)
def made(clinic, cleo):
    return book_series(clinic, Person(client=cleo), count=2, event=EVENT)


def seek(client, service):
    return Seek(service, Person(client=client).advice(NOW), None, client)


def fits(client, service, search=free_slots):
    """Of each day from that Friday to the event's the one judgement on its times."""
    found = search(seek(client, service), SOON.date(), EVENT, NOW).offers
    days = {offer.start.date(): offer.judgement.fit for offer in found}
    assert len({(offer.start.date(), offer.judgement) for offer in found}) == len(days)
    return days


@pytest.mark.parametrize("search", [free_slots, shown_slots])
def test_the_page_ranks_it_as_the_answers_would(cleo, light, search):
    assert fits(cleo, light, search) == OF_THE_WEEK


def test_it_says_why(cleo, light):
    found = free_slots(seek(cleo, light), MONDAY.date(), EVENT, NOW).offers
    said = {(offer.start.date(), offer.judgement.because) for offer in found}
    assert {because for day, because in said if day <= MONDAY.date() + DAY} == {LIGHT_TIME}
    later = {because for day, because in said if day > MONDAY.date() + DAY}
    assert later and LIGHT_TIME not in later  # in the answers' own words, which speak of a race


def test_it_is_held_booked_and_nothing_to_look_at(clinic, cleo, light):
    visit = book(clinic, cleo, MONDAY, service=light)
    assert (visit.status, visit.fit, visit.because) == ("booked", "best", LIGHT_TIME)
    assert to_do(NOW) == []


def test_it_is_moved_among_these_days_and_not_out_of_them(clinic, cleo, light):
    visit = book(clinic, cleo, MONDAY, service=light)
    with pytest.raises(NeverOnOffer):
        move(clinic, visit, LATE, light)
    assert move(clinic, visit, MONDAY + DAY, light).starts_at == MONDAY + DAY


def move(clinic, visit, start, service):
    wish = Wish(service, start, clinic.therapists[0])
    return appointments.move(appointment=visit, wish=wish, by=BY, now=NOW, seen=visit.version)


def test_the_desk_books_it_then_and_at_no_other_time(clinic, cleo, light):
    with pytest.raises(NotYet):
        overruled(desk.book, order=order(clinic, cleo, start=LATE, service=light), by=BY, now=NOW)
    wanted = order(clinic, cleo, start=MONDAY, service=light)
    assert desk.book(order=wanted, by=BY, now=NOW, overbook=False).starts_at == MONDAY


@pytest.mark.parametrize(("start", "offers"), [(MONDAY, 1), (LATE, 0)])
def test_the_waiting_list_offers_it_then(clinic, cleo, light, start, offers):
    clinic.service = light
    wait(clinic, person=Person(client=cleo), first_day=start.date(), last_day=start.date())
    assert waitlist_offers.offer_due(NOW + timedelta(hours=2)) == offers
    assert WaitlistOffer.objects.count() == offers


def test_the_result_leads_to_it_where_the_days_are_near(clinic, cleo, light):
    past = (NOW - 9 * DAY, NOW - 9 * DAY + timedelta(hours=1))
    Appointment.objects.filter(client=cleo).update(status="fulfilled", during=past, busy=past)
    later = NOW + 8 * DAY
    give(cleo, now=later)
    assert next_times(Person(client=cleo), later).service == light


def test_what_the_answers_say_of_another_race_still_holds(light, clinic):
    dora = client_with(RACE, name="Demo Dora")
    own = TUESDAY + 26 * DAY  # a Sunday; the Monday after lies 3 days before the race
    assert free_slots(seek(dora, light), own, own + DAY, NOW).offers[0].judgement.fit is Fit.BEST
    assert fits(dora, light) == dict.fromkeys(OF_THE_WEEK, Fit.AVOID)
    book_series(clinic, Person(client=dora), count=2, first=TEN + timedelta(hours=2), event=EVENT)
    assert fits(dora, light) == OF_THE_WEEK
    assert free_slots(seek(dora, light), own, own + DAY, NOW).offers[0].judgement.fit is Fit.BEST


def test_the_days_before_one_event_are_not_for_light_work_before_the_next(cleo, clinic, light):
    more = {"count": 1, "first": TEN + timedelta(hours=2), "event": MONDAY.date(), "key": uuid4()}
    book_series(clinic, Person(client=cleo), **more)
    assert fits(cleo, light)[MONDAY.date()] is Fit.AVOID
    assert fits(cleo, light)[MONDAY.date() + DAY] is Fit.BEST


def test_a_series_offers_no_light_work_just_before_the_event_of_another(cleo, clinic, light):
    """Nor before one that the answers speak of: here on its day, which is 4 days before the series' own."""
    more = {"count": 1, "first": TEN + timedelta(hours=2), "event": MONDAY.date(), "key": uuid4()}
    book_series(clinic, Person(client=cleo), **more)
    wide = replace(seek(cleo, light), course=course(EVENT))
    fit = {one.start.date(): one.judgement.fit for one in free_slots(wide, SOON.date(), EVENT, NOW).offers}
    assert (fit[MONDAY.date()], fit[MONDAY.date() + DAY]) == (Fit.AVOID, Fit.BEST)
    dora = client_with({"training": {"next_event_on": MONDAY.date().isoformat()}}, name="Demo Dora")
    told = replace(seek(dora, light), course=course(EVENT))
    assert [
        offer for offer in free_slots(told, MONDAY.date(), MONDAY.date(), NOW).offers if offer.may_be_taken
    ] == []


def test_an_ended_series_and_a_past_event_say_nothing(clinic, cleo, light, made):
    series.end(series=made, by=BY, now=NOW)
    assert set(fits(cleo, light).values()) == {Fit.AVOID}


def test_a_light_visit_that_its_event_left_behind_is_to_look_at(clinic, cleo, light, made):
    visit = book(clinic, cleo, MONDAY, service=light)
    type(made).objects.update(event=EVENT + 10 * DAY)
    assert [(one.appointment, one.troubles) for one in to_do(NOW)] == [(visit, (Trouble.TIMING,))]


def test_a_deep_service_of_that_kind_keeps_clear_all_the_same(clinic, cleo, light):
    light.is_deep = True
    light.save()
    assert fits(cleo, light)[EVENT - DAY] is Fit.AVOID
