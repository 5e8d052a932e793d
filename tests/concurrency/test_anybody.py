"""Whoever takes any therapist locks one of those who are free, and finds every one who is."""

import threading
import time
from datetime import timedelta
from itertools import combinations

import pytest

from bookings.actions import anybody, appointments, front_door, holds
from bookings.actions.details import Details
from bookings.actions.front_door import ROOM, THERAPIST, Keys, SlotTaken
from bookings.actions.holds import Wish
from bookings.models import Appointment
from bookings.queries import offers
from bookings.scheduling.intervals import Interval
from tests.bookings.clinic import BY, NOW, TEN, cleared_client, cleared_visitor, make_clinic
from tests.concurrency.race import race, somebody_at_work, tally

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
SPAN = Interval(TEN, TEN + HOUR)
NAMES = tuple(f"Demo T{n:02}" for n in range(20))  # more than there are lanes


@pytest.fixture(autouse=True)
def _patience(monkeypatch):
    """What is right must not hang on how busy the machine is."""
    monkeypatch.setattr(front_door, "PATIENCE", "25s")


@pytest.fixture
def large(transactional_db):
    return make_clinic(therapists=NAMES, rooms=20)


def place(clinic, start=TEN, therapist=None, person=None):
    wish, person = Wish(clinic.service, start, therapist), person or cleared_visitor()
    return lambda: holds.place(wish=wish, person=person, own=None, by=BY, now=NOW)


def keys(kind, *ids):
    found = Keys()
    found.add(kind, ids, SPAN)
    return found.found


def overlapping():
    rows = Appointment.objects.filter(status__in=["tentative", "booked"])
    return [
        (a, b)
        for a, b in combinations(rows, 2)
        if (a.therapist_id == b.therapist_id or a.room_id == b.room_id)
        and a.busy.lower < b.busy.upper
        and b.busy.lower < a.busy.upper
    ]


def test_whose_turn_it_is_gets_it_and_who_is_being_booked_is_left_out(clinic, monkeypatch):
    monkeypatch.setattr(front_door, "PATIENCE", "50ms")
    first = place(clinic)().appointment
    Appointment.objects.all().delete()
    with somebody_at_work(*keys(THERAPIST, first.therapist_id)):
        other = place(clinic)().appointment
    assert other.therapist_id != first.therapist_id
    Appointment.objects.all().delete()
    with somebody_at_work(*keys(ROOM, first.room_id)):
        assert place(clinic)().appointment.room_id != first.room_id


def test_where_all_are_being_booked_one_waits_and_is_not_refused(clinic):
    """Whoever has the locks lets go without taking anything: nobody was refused for it."""
    everybody = keys(THERAPIST, *(row.pk for row in clinic.therapists))
    at_work, person = threading.Event(), cleared_visitor()

    def look_and_let_go():
        with somebody_at_work(*everybody):
            at_work.set()
            time.sleep(0.3)
            return Appointment.objects.count()

    def come_later():
        at_work.wait()
        return place(clinic, person=person)()

    taken, placed = race(look_and_let_go, come_later)
    assert (taken, placed.appointment.status) == (0, "tentative")


def test_where_that_takes_too_long_it_is_taken(clinic, monkeypatch):
    monkeypatch.setattr(front_door, "PATIENCE", "50ms")
    everybody = keys(THERAPIST, *(row.pk for row in clinic.therapists))
    with somebody_at_work(*everybody), pytest.raises(SlotTaken):
        place(clinic)()


def test_fifty_want_any_of_twenty_and_twenty_have_one_each(large):
    outcomes = race(*(place(large) for _ in range(50)))
    assert tally(outcomes) == {"Placed": 20, "SlotTaken": 30}
    assert len(set(Appointment.objects.values_list("therapist", flat=True))) == 20
    assert overlapping() == []


@pytest.mark.parametrize("attempt", range(3))
def test_named_and_any_and_starts_that_overlap_at_once(large, attempt):
    """As many as fit and no two over each other; who is refused found nobody free."""
    starts = [TEN + (n % 3) * 30 * MINUTE for n in range(45)]
    whom = [large.therapists[n % 20] if n % 2 else None for n in range(45)]
    outcomes = race(*(place(large, start, who) for start, who in zip(starts, whom, strict=True)))
    assert set(tally(outcomes)) <= {"Placed", "SlotTaken"}
    assert overlapping() == []
    if any(isinstance(one, SlotTaken) for one, who in zip(outcomes, whom, strict=True) if who is None):
        taken = Appointment.objects.filter(busy__overlap=(TEN, TEN + 2 * HOUR))
        assert len(set(taken.values_list("therapist", flat=True))) == 20


def test_fewer_rooms_than_therapists_are_each_given_once(large):
    large.service.rooms.set(large.rooms[:7])
    assert tally(race(*(place(large) for _ in range(30)))) == {"Placed": 7, "SlotTaken": 23}
    assert overlapping() == []


def test_whoever_names_a_therapist_waits_for_no_room_that_somebody_is_booking(clinic, monkeypatch):
    amira = clinic.therapists[0]
    first = place(clinic, therapist=amira)().appointment
    Appointment.objects.all().delete()
    monkeypatch.setattr(front_door, "PATIENCE", "50ms")
    with somebody_at_work(*keys(ROOM, first.room_id)):
        assert place(clinic, therapist=amira)().appointment.room_id != first.room_id


def test_whoever_names_a_therapist_waits_where_every_room_is_being_booked(clinic):
    """Whoever has the rooms lets go without taking one: nobody was refused for it."""
    rooms, person = keys(ROOM, *(room.pk for room in clinic.rooms)), cleared_visitor()
    at_work = threading.Event()

    def look_and_let_go():
        with somebody_at_work(*rooms):
            at_work.set()
            time.sleep(0.3)
            return Appointment.objects.count()

    def come_later():
        at_work.wait()
        return place(clinic, therapist=clinic.therapists[0], person=person)()

    taken, placed = race(look_and_let_go, come_later)
    assert (taken, placed.appointment.status) == (0, "tentative")


def test_twenty_named_at_once_in_seven_rooms(large):
    large.service.rooms.set(large.rooms[:7])
    outcomes = race(*(place(large, therapist=who) for who in large.therapists))
    assert tally(outcomes) == {"Placed": 7, "SlotTaken": 13}
    assert overlapping() == []


@pytest.mark.usefixtures("_no_constraints")
def test_for_a_room_the_lock_alone_is_enough(large, monkeypatch):
    """Each has another therapist, so nothing but the room's lock holds them apart."""
    large.service.rooms.set(large.rooms[:2])
    looked = offers.room_is_free

    def slowly(*args):
        answer = looked(*args)
        time.sleep(0.02)
        return answer

    monkeypatch.setattr(anybody, "room_is_free", slowly)
    outcomes = race(*(place(large, therapist=who) for who in large.therapists[:8]))
    assert tally(outcomes) == {"Placed": 2, "SlotTaken": 6}
    assert overlapping() == []


@pytest.mark.usefixtures("_no_constraints")
def test_without_locks_and_constraints_a_room_is_given_twice(large, monkeypatch):
    large.service.rooms.set(large.rooms[:2])
    monkeypatch.setattr(holds, "lock", lambda keys: None)
    monkeypatch.setattr(anybody, "try_lock", lambda keys: True)
    looked, all_have_looked = offers.room_is_free, threading.Barrier(8)

    def together(*args):
        answer = looked(*args)
        all_have_looked.wait(30)
        return answer

    monkeypatch.setattr(anybody, "room_is_free", together)
    race(*(place(large, therapist=who) for who in large.therapists[:8]))
    assert overlapping()


def test_one_client_who_takes_any_therapist_in_two_tabs_is_in_one_place(large):
    person = cleared_client()
    outcomes = race(*(place(large, person=person) for _ in range(6)))
    assert tally(outcomes) == {"Placed": 1, "SlotTaken": 5}


def test_moves_to_any_therapist_cross_without_a_deadlock(large):
    people = [cleared_client(f"Demo P{n}") for n in range(8)]
    held = [place(large, TEN + (n % 2) * HOUR, person=who)().appointment for n, who in enumerate(people)]
    who = Details("Demo Dana", "dana@demo.example")
    visits = [
        appointments.book(hold=row, person=person, details=who, by=BY, now=NOW)
        for row, person in zip(held, people, strict=True)
    ]

    def move(visit, start):
        fresh = Appointment.objects.get(pk=visit.pk)
        wish = Wish(fresh.service, start)
        return lambda: appointments.move(appointment=fresh, wish=wish, by=BY, now=NOW, seen=1)

    outcomes = race(*(move(row, TEN + ((n + 1) % 2) * HOUR) for n, row in enumerate(visits)))
    assert tally(outcomes) == {"Appointment": 8}
    assert overlapping() == []


@pytest.fixture
def _slow(monkeypatch):
    """As in a real request: a moment goes by between looking and writing."""
    looked = offers.still_free

    def slowly(*args):
        answer = looked(*args)
        time.sleep(0.02)
        return answer

    monkeypatch.setattr(anybody, "still_free", slowly)


@pytest.mark.usefixtures("_no_constraints", "_slow")
def test_the_locks_alone_are_enough(clinic):
    assert tally(race(*(place(clinic) for _ in range(8)))) == {"Placed": 3, "SlotTaken": 5}


@pytest.mark.usefixtures("_no_constraints", "_slow")
def test_without_locks_and_constraints_any_therapist_double_books(clinic, monkeypatch):
    monkeypatch.setattr(holds, "lock", lambda keys: None)
    monkeypatch.setattr(anybody, "try_lock", lambda keys: True)
    assert tally(race(*(place(clinic) for _ in range(8))))["Placed"] > 3
