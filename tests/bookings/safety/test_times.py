"""No hands on within a day of a cramp, nothing deep before a race: on every way in. Source: K11, K15."""

from datetime import timedelta
from uuid import uuid4

import pytest

from assessments.actions import progress
from bookings.actions import appointments, attendance, desk, holds
from bookings.actions.attendance import CheckInRefused
from bookings.actions.holds import NeverOnOffer, NotCleared, Wish
from bookings.queries.availability import Seek, free_slots
from bookings.queries.clearing import Missing
from bookings.queries.desk import Spot
from bookings.queries.person import Person
from bookings.scheduling.terms import Event, ServiceKind
from hekas.audit.actors import Actor
from tests.bookings.clinic import BY, NOW, TEN, TUESDAY, make_service
from tests.bookings.safety.people import book, client_with, confirm, give, hold, status

pytestmark = pytest.mark.django_db
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
RACE = TUESDAY + 3 * DAY  # Friday: Wednesday, Thursday and the day itself have nothing deep
DESK = Actor("user", str(uuid4()), "Demo Jo")
DEEP_ANYWAY = ["initial_assessment", "reassessment", "post_cramp", "treatment", "preventive"]


def racing(name="Demo Cleo"):
    return client_with({"training": {"next_event_on": RACE.isoformat()}}, name=name)


def cramped(hours):
    return {"cramps": {"last_cramp_at": (NOW - timedelta(hours=hours)).isoformat()}}


def offered(service, client, first, last):
    advice = Person(client=client).advice(NOW)
    found = free_slots(Seek(service, advice, None, client), first, last, NOW)
    return {offer.start.date() for offer in found.offers if offer.may_be_taken}


# --- a race -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", DEEP_ANYWAY)
def test_whatever_its_kind_a_deep_service_keeps_away_from_a_race(clinic, kind):
    service = make_service(clinic, kind=kind, name="Deep", is_deep=True)
    assert offered(service, racing(), TUESDAY, RACE) == {TUESDAY}


def test_a_light_look_is_still_possible(clinic):
    service = make_service(clinic, kind="reassessment", name="Review")
    assert RACE - DAY in offered(service, racing(), TUESDAY, RACE)


@pytest.mark.parametrize("by", [BY, DESK])
@pytest.mark.parametrize("days", [1, 2, 3])
def test_nobody_holds_or_moves_into_it(clinic, days, by):
    service = make_service(clinic, kind="initial_assessment", name="Deep", is_deep=True)
    client = racing()
    visit = book(clinic, client, service=service)
    wish = Wish(service, TEN + days * DAY, clinic.therapists[0])
    with pytest.raises(NeverOnOffer):
        holds.place(wish=wish, person=Person(client=client), own=None, by=by, now=NOW)
    with pytest.raises(NeverOnOffer):
        appointments.move(appointment=visit, wish=wish, by=by, now=NOW, seen=visit.version)


def test_a_race_told_after_the_hold_is_seen_at_the_confirmation(clinic):
    service = make_service(clinic, kind="reassessment", name="Deep", is_deep=True)
    client = client_with()
    held = hold(clinic, client, TEN + 2 * DAY, service=service)
    give(client, {"training": {"next_event_on": RACE.isoformat()}}, NOW + MINUTE)
    with pytest.raises(NotCleared):
        confirm(held, client, NOW + MINUTE)


def arrive(visit, at):
    return attendance.mark(appointment=visit, event=Event.ARRIVE, by=BY, now=at)


def test_a_race_told_after_the_booking_lets_nothing_deep_begin(clinic):
    client, at = client_with(), TEN + 2 * DAY
    visit = book(clinic, client, at)
    give(client, {"training": {"next_event_on": RACE.isoformat()}}, NOW + MINUTE)
    with pytest.raises(CheckInRefused) as refused:
        arrive(visit, at)
    assert (refused.value.missing, status(visit)) == (Missing.DAY, "booked")


@pytest.mark.parametrize("kind", ["reassessment", "pre_competition"])
def test_light_work_that_stands_there_may_begin(clinic, kind):
    """It does no harm so near, though the days before are better."""
    client, at = client_with(), TEN + 2 * DAY
    service = make_service(clinic, kind=kind, name="Light")
    visit = book(clinic, client, at)
    visit.service = service
    visit.save()
    give(client, {"training": {"next_event_on": RACE.isoformat()}}, NOW + MINUTE)
    assert arrive(visit, at).status == "arrived"


def standing_late(clinic, kind, **more):
    """A visit that stood before its client told of the race, or that there is none."""
    client, at = client_with(), TEN + 2 * DAY
    visit = book(clinic, client, at)
    visit.service = make_service(clinic, kind=kind, name="Other", **more)
    visit.save()
    give(client, {"training": {"next_event_on": RACE.isoformat()}}, NOW + MINUTE)
    return visit


def to(visit, start, minutes, now=NOW + MINUTE):
    spot = Spot(visit.therapist, start, minutes)
    return desk.move(appointment=visit, spot=spot, by=DESK, now=now, seen=visit.version)


@pytest.mark.parametrize(("later", "minutes"), [(timedelta(), 60), (HOUR, 45)])
def test_light_work_that_stands_there_is_moved_and_made_longer_within_its_day(clinic, later, minutes):
    visit = standing_late(clinic, "pre_competition")
    moved = to(visit, visit.starts_at + later, minutes)
    assert (moved.starts_at, moved.minutes) == (TEN + 2 * DAY + later, minutes)


def test_light_work_goes_to_no_other_day_that_suits_less(clinic):
    visit = standing_late(clinic, "pre_competition")
    with pytest.raises(desk.NotYet) as refused:
        to(visit, visit.starts_at + DAY, 45)
    assert refused.value.missing is Missing.DAY


@pytest.mark.parametrize("kind", ["treatment", "reassessment"])
def test_deep_work_that_stands_there_is_neither_moved_nor_made_longer_within_it(clinic, kind):
    visit = standing_late(clinic, kind, is_deep=True)
    for start, minutes in ((visit.starts_at, 60), (visit.starts_at + HOUR, 45)):
        with pytest.raises(desk.NotYet) as refused:
            to(visit, start, minutes)
        assert refused.value.missing is Missing.DAY


def test_in_the_day_after_a_cramp_nothing_that_stands_is_moved_within_it(clinic):
    client = client_with()
    visit = book(clinic, client, TEN)
    visit.service = make_service(clinic, kind="pre_competition", name="Light")
    visit.save()
    give(client, {"cramps": {"last_cramp_at": (TEN - 4 * HOUR).isoformat()}}, TEN - 3 * HOUR)
    with pytest.raises(desk.NotYet) as refused:
        to(visit, TEN + HOUR, 45, TEN - 3 * HOUR)
    assert refused.value.missing is Missing.REST


# --- a cramp ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [kind for kind in ServiceKind if kind is not ServiceKind.PRE_COMPETITION])
@pytest.mark.parametrize("hours_ago", [0, 10, 23])
def test_nothing_within_a_day_of_the_last_cramp(clinic, kind, hours_ago):
    service = make_service(clinic, kind=kind.value, name="Any")
    client = client_with(cramped(hours_ago))
    seek = Seek(service, Person(client=client).advice(NOW), None, client)
    starts = [
        one.start for one in free_slots(seek, NOW.date(), TUESDAY + DAY, NOW).offers if one.may_be_taken
    ]
    assert min(starts) >= NOW - timedelta(hours=hours_ago) + DAY


@pytest.mark.parametrize("by", [BY, DESK])
@pytest.mark.parametrize("hours", [3, 5, 8])
def test_nobody_is_moved_into_the_day_after_a_cramp(clinic, by, hours):
    client = client_with()
    visit = book(clinic, client, TEN + 2 * DAY)
    give(client, cramped(0), NOW)
    near, later = (Wish(clinic.service, start, clinic.therapists[0]) for start in (NOW + hours * HOUR, TEN))
    with pytest.raises(NeverOnOffer):
        appointments.move(appointment=visit, wish=near, by=by, now=NOW, seen=visit.version)
    assert appointments.move(appointment=visit, wish=later, by=by, now=NOW, seen=visit.version)


def test_a_cramp_right_now_counts_from_the_asking(clinic):
    client = client_with({"safety": {"cramping_now": "yes"}})
    with pytest.raises(NeverOnOffer):
        hold(clinic, client, NOW + 8 * HOUR)
    assert hold(clinic, client, TEN)


def diary(client, on, now):
    told = {"side": "left", "setting": "night", "pain": 4, "key": uuid4()}
    progress.log_cramp(client, on=on, today=now.date(), **told, by=BY, now=now)


def test_a_cramp_in_the_diary_counts_like_one_that_was_told(clinic):
    client = client_with()
    diary(client, NOW.date(), NOW)
    with pytest.raises(NeverOnOffer):
        hold(clinic, client, NOW + 8 * HOUR)
    assert hold(clinic, client, TEN)


def test_a_cramp_in_the_diary_after_the_hold_is_seen_at_the_confirmation(clinic):
    client = client_with()
    held = hold(clinic, client, NOW + 3 * HOUR)
    diary(client, NOW.date(), NOW + MINUTE)
    with pytest.raises(NotCleared):
        confirm(held, client, NOW + 2 * MINUTE)
    assert status(held) == "tentative"


def test_a_cramp_of_yesterday_is_taken_as_late_as_it_can_have_been(clinic):
    client = client_with()
    diary(client, NOW.date() - DAY, NOW)
    advice = Person(client=client).advice(NOW)
    assert advice.not_before == NOW.replace(hour=0) + DAY


def test_who_cramps_after_booking_is_not_treated_within_the_day(clinic):
    client = client_with()
    visit = book(clinic, client)
    diary(client, NOW.date() + DAY, TEN - 3 * HOUR)
    with pytest.raises(CheckInRefused) as refused:
        attendance.mark(appointment=visit, event=Event.ARRIVE, by=BY, now=TEN)
    assert (refused.value.missing, status(visit)) == (Missing.REST, "booked")
