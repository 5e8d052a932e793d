"""What is kept of a place's free times is read anew after a change there, and only after one there."""

from datetime import time, timedelta

import pytest
from django.core.cache import cache

from assessments.queries.advice import Advice
from bookings.actions import appointments, attendance, closures, desk, holds, rota, series, waitlist
from bookings.actions import waitlist_offers as offering
from bookings.actions.details import Details
from bookings.actions.holds import Wish
from bookings.adapters import slot_cache
from bookings.models import Appointment, ChangedHours, Location, Room
from bookings.queries.availability import Seek
from bookings.queries.desk import Spot
from bookings.queries.places import touched_by
from bookings.queries.shown import shown_slots
from bookings.scheduling.intervals import Interval
from bookings.scheduling.terms import Event
from tests.bookings.actions import test_desk as at_desk
from tests.bookings.clinic import (
    BY,
    NOW,
    TEN,
    TUESDAY,
    cleared_client,
    cleared_visitor,
    make_therapist,
)
from tests.bookings.regular import book_series
from tests.bookings.safety.people import RED, client_with, give, hold, status
from tests.bookings.safety.people import book as book_for
from tests.bookings.waiting import MORNING, offers_of, one_slot, wait
from tests.bookings.waiting import book as book_the_slot

pytestmark = pytest.mark.django_db
OPEN = Advice(gate="open", stale=False)
HOUR, WEEK = timedelta(hours=1), timedelta(days=7)
NORTH, SOUTH, CLINIC = "north", "south", "clinic"


@pytest.fixture(autouse=True)
def _empty(monkeypatch):
    cache.clear()
    monkeypatch.setattr(slot_cache, "_pause_until", [0.0])


@pytest.fixture
def south(clinic):
    """A second place with its own therapist and room; the clinic's own is the north."""
    place = Location.objects.create(name="Demo South", address="2 Demo Street", postcode="M2 2BB")
    clinic.service.rooms.add(Room.objects.create(location=place, name="South 1"))
    clinic.therapists.append(make_therapist("Demo Chloe", place))
    clinic.service.therapists.add(clinic.therapists[-1])
    return place


@pytest.fixture
def dropped(clinic, south, django_capture_on_commit_callbacks):
    """Which of the versions an act that commits gives a new value."""
    names = {
        CLINIC: slot_cache.VERSION,
        NORTH: slot_cache._name(clinic.location.pk),
        SOUTH: slot_cache._name(south.pk),
    }

    def after(act):
        before = {one: cache.get(name) for one, name in names.items()}
        with django_capture_on_commit_callbacks(execute=True):
            answer = act()
        return answer, {one for one, name in names.items() if cache.get(name) != before[one]}

    return after


def place(clinic, therapist=0, start=TEN, person=None, own=None):
    wish = Wish(clinic.service, start, clinic.therapists[therapist])
    person = person or cleared_visitor()
    return holds.place(wish=wish, person=person, own=own, by=BY, now=NOW).appointment


def booked(clinic, therapist=0, start=TEN):
    person = cleared_visitor()
    who = Details("Demo Dana", "dana@demo.example")
    hold = place(clinic, therapist, start, person)
    return appointments.book(hold=hold, person=person, details=who, by=BY, now=NOW)


def works_at(therapist, south):
    hours = {"opens": time(9), "closes": time(17)}
    ChangedHours.objects.create(therapist=therapist, on=TUESDAY + 2 * WEEK, location=south, **hours)


def starts(clinic, therapist):
    seek = Seek(clinic.service, OPEN, clinic.therapists[therapist])
    return [offer.start for offer in shown_slots(seek, TUESDAY, TUESDAY, NOW).offers]


def test_a_change_in_the_north_is_seen_there_at_once_and_leaves_what_the_south_has(
    clinic, south, django_capture_on_commit_callbacks, django_assert_num_queries
):
    assert TEN in starts(clinic, 0) and TEN in starts(clinic, 2)
    with django_capture_on_commit_callbacks(execute=True):
        place(clinic)
    assert TEN not in starts(clinic, 0)
    with django_assert_num_queries(1):  # the names alone
        assert TEN in starts(clinic, 2)


def test_a_list_of_anybody_is_read_anew_after_a_change_at_either(
    clinic, south, django_capture_on_commit_callbacks, django_assert_num_queries
):
    anybody = Seek(clinic.service, OPEN)
    for therapist in (0, 2):
        shown_slots(anybody, TUESDAY, TUESDAY, NOW)
        with django_capture_on_commit_callbacks(execute=True):
            place(clinic, therapist)
        with django_assert_num_queries(4):
            shown_slots(anybody, TUESDAY, TUESDAY, NOW)


def test_whoever_works_at_two_places_is_read_anew_at_both(clinic, south, dropped):
    works_at(clinic.therapists[0], south)
    _, changed = dropped(lambda: place(clinic))
    assert changed == {NORTH, SOUTH}
    assert touched_by([], []) == []


def test_a_hold_and_its_change_of_mind(clinic, dropped):
    person = cleared_visitor()
    hold, changed = dropped(lambda: place(clinic, person=person))
    assert changed == {NORTH}
    assert dropped(lambda: place(clinic, 2, person=person, own=hold))[1] == {NORTH, SOUTH}


def test_whoever_wants_anybody_drops_the_place_that_they_get(clinic, dropped):
    wish = Wish(clinic.service, TEN)
    held, changed = dropped(
        lambda: holds.place(wish=wish, person=cleared_visitor(), own=None, by=BY, now=NOW)
    )
    got = NORTH if held.appointment.room.location == clinic.location else SOUTH
    assert got in changed and CLINIC not in changed


def test_to_confirm_takes_nothing_that_was_not_held(clinic, dropped):
    person, who = cleared_visitor(), Details("Demo Dana", "dana@demo.example")
    hold = place(clinic, person=person)
    _, changed = dropped(lambda: appointments.book(hold=hold, person=person, details=who, by=BY, now=NOW))
    assert changed == set()


def test_a_move_from_place_to_place_a_cancellation_and_a_mark(clinic, dropped):
    visit = booked(clinic)
    wish = Wish(clinic.service, TEN + HOUR, clinic.therapists[2])
    act = {"appointment": visit, "by": BY, "now": NOW}
    assert dropped(lambda: appointments.move(wish=wish, seen=1, **act))[1] == {NORTH, SOUTH}
    assert dropped(lambda: appointments.cancel(seen=2, for_clinic=True, **act))[1] == {SOUTH}
    other, late = booked(clinic), {"by": BY, "now": TEN + HOUR}
    missed = dropped(lambda: attendance.mark(appointment=other, event=Event.MISS, **late))
    assert missed[1] == {NORTH}


def test_the_desk_books_moves_blocks_and_frees(clinic, dropped):
    visit, changed = dropped(lambda: at_desk.book(clinic))
    assert NORTH in changed and CLINIC not in changed
    spot = Spot(clinic.therapists[2], TEN, 45)
    fresh = Appointment.objects.get(pk=visit.pk)
    act = {"appointment": fresh, "by": BY, "now": NOW, "seen": 1}
    assert dropped(lambda: desk.move(spot=spot, **act))[1] >= {NORTH, SOUTH}
    span, who = Interval(TEN, TEN + HOUR), clinic.therapists[2]
    block, changed = dropped(lambda: desk.block(therapist=who, span=span, reason="Away", by=BY, now=NOW))
    assert changed == {SOUTH}
    assert dropped(lambda: desk.unblock(off=block.off, by=BY, now=NOW))[1] == {SOUTH}


def test_a_series_and_its_end(clinic, dropped):
    person = cleared_client()
    regular, changed = dropped(lambda: book_series(clinic, person))
    assert NORTH in changed and CLINIC not in changed
    assert dropped(lambda: series.end(series=regular, by=BY, now=NOW))[1] == {NORTH}


def test_the_waiting_list_holds_and_lets_go(clinic, dropped):
    one_slot(clinic)
    visit, entry = book_the_slot(clinic), wait(clinic)
    act = {"by": BY, "now": MORNING, "seen": 1, "for_clinic": True}
    appointments.cancel(appointment=visit, **act)
    assert dropped(lambda: offering.offer_due(MORNING))[1] == {NORTH}
    (offer,) = offers_of(entry)
    assert dropped(lambda: waitlist.decline(offer=offer, by=BY, now=MORNING))[1] == {NORTH}


def test_red_answers_free_the_visit_and_the_hold(clinic, dropped):
    cleo = client_with(phone="+447700900123")
    visit = book_for(clinic, cleo)
    assert dropped(lambda: give(cleo, RED, NOW + HOUR))[1] == {NORTH}
    assert status(visit) == "cancelled"


def test_red_answers_free_what_is_only_held(clinic, dropped):
    cleo = client_with(phone="+447700900123")
    held = hold(clinic, cleo)
    assert dropped(lambda: give(cleo, RED, NOW + HOUR))[1] == {NORTH}
    assert status(held) == "expired"


def test_hours_closures_and_the_catalogue_are_the_whole_clinics(clinic, dropped):
    assert dropped(lambda: closures.close_on({TUESDAY: "Demo day"}, by=BY, now=NOW))[1] == {CLINIC}

    def change_hours():
        with rota.changing(NOW):
            works_at(clinic.therapists[0], clinic.location)

    assert dropped(change_hours)[1] == {CLINIC}
