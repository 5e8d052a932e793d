"""Single decisions of booking and moving, each taken out by hand once: nothing had turned red."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError

from assessments.queries.door import door_key
from bookings.actions import anybody, appointments, front_door, holds
from bookings.actions.appointments import Changed
from bookings.actions.details import Details
from bookings.actions.front_door import THERAPIST, Keys
from bookings.actions.holds import NotCleared, Wish
from bookings.models import Appointment
from bookings.queries.availability import Seek
from bookings.queries.offers import choices_at
from bookings.queries.person import Person
from bookings.scheduling.intervals import Interval
from hekas.postgres import faults
from tests.bookings.clinic import BY, NOW, TEN, make_intake
from tests.bookings.safety.people import GREEN, RED, book, client_with, status

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def visit(clinic):
    return book(clinic, client_with(GREEN))


def move(visit, start, seen):
    wish = Wish(visit.service, start, visit.therapist)
    return appointments.move(appointment=visit, wish=wish, by=BY, now=NOW, seen=seen)


@pytest.mark.parametrize("start", [TEN, TEN + 2 * HOUR], ids=["where it stands", "elsewhere"])
def test_what_changed_since_it_was_looked_at_is_not_moved(visit, start):
    seen = visit.version
    move(visit, TEN + HOUR, seen)
    with pytest.raises(Changed):
        move(visit, start, seen)
    visit.refresh_from_db()
    assert (visit.starts_at, visit.version) == (TEN + HOUR, seen + 1)


def test_a_visit_that_was_called_off_is_not_moved_back_into_the_diary(visit):
    appointments.cancel(appointment=visit, by=BY, now=NOW, seen=visit.version)
    with pytest.raises(Changed):
        move(visit, TEN + HOUR, visit.version)
    assert status(visit) == "cancelled"


def test_whoever_confirms_a_strangers_hold_is_booked_behind_their_own_door(clinic, monkeypatch):
    """Else an answer of theirs that turns red passes the booking of this very moment."""
    held, cleo = hold_of_nobody(clinic), client_with(GREEN)
    locked = []
    monkeypatch.setattr(appointments, "lock", lambda keys: locked.append(keys) or front_door.lock(keys))
    confirm_as(cleo, held)
    assert status(held) == "booked"
    assert any(door_key(cleo.pk) in keys.found for keys in locked)


def test_whoever_confirms_a_strangers_hold_is_asked_for_their_own_answers(clinic):
    held, cleo = hold_of_nobody(clinic), client_with(RED)
    with pytest.raises(NotCleared):
        confirm_as(cleo, held, intake=make_intake())  # clean answers of nobody, which they bring along
    assert status(held) == "tentative"


def hold_of_nobody(clinic):
    wish = Wish(clinic.service, TEN, clinic.therapists[0])
    return holds.place(wish=wish, person=Person(intake=make_intake()), own=None, by=BY, now=NOW).appointment


def confirm_as(client, held, intake=None):
    who, details = Person(client=client, intake=intake), Details(client.name, client.email)
    return appointments.book(hold=held, person=who, details=details, by=BY, now=NOW)


def test_a_visit_that_is_changed_is_changed_behind_the_door_of_its_client_and_both_places(clinic, visit):
    keys = Keys()
    keys.add_appointment(visit)
    assert door_key(visit.client_id) in keys.found
    assert (keys.therapists, keys.rooms) == ({visit.therapist_id}, {visit.room_id})


def test_a_hold_that_ran_out_half_an_hour_before_a_time_is_not_in_its_way(clinic):
    held = hold_of_nobody(clinic)
    later = NOW + HOUR
    wish = Wish(clinic.service, TEN + HOUR / 2, clinic.therapists[0])
    placed = holds.place(wish=wish, person=Person(intake=make_intake()), own=None, by=BY, now=later)
    assert (status(held), placed.appointment.starts_at) == ("expired", TEN + HOUR / 2)


def test_whoever_is_being_booked_this_moment_is_not_given(clinic, monkeypatch):
    """Of any therapist the one who could be locked, and no other though it were their turn."""
    first = choices_at(any_of(clinic), TEN, NOW).found[0].therapist
    shut_off(monkeypatch, THERAPIST, first.pk)
    offer = anybody.first_to_have(any_of(clinic), choices_at(any_of(clinic), TEN, NOW), TEN, NOW)
    assert offer.slot.therapist not in (None, first.pk)


def test_a_room_that_was_taken_since_it_was_looked_at_is_not_given(clinic):
    seek = replace(any_of(clinic), therapist=clinic.therapists[0])
    choices = choices_at(seek, TEN, NOW)
    book(clinic, client_with(GREEN, name="Demo Dora"), therapist=1)
    taken = Appointment.objects.get().room_id
    assert choices.found[0].rooms[0] == taken  # by Ben, a moment later
    with pytest.raises(anybody.AllBusy):  # then every room is waited for
        anybody.first_to_have(seek, choices, TEN, NOW)


@pytest.mark.parametrize("code", ["23P01", "40P01", "55P03"])
def test_what_the_database_refuses_because_of_others_is_no_fault_of_ours(code):
    fault = DatabaseError("refused")
    fault.__cause__ = RefusedBy(code)
    assert faults.others_were_first(fault)
    fault.__cause__ = RefusedBy("23514")
    assert not faults.others_were_first(fault)


class RefusedBy(Exception):
    """As the driver raises it."""

    def __init__(self, pgcode):
        super().__init__(pgcode)
        self.pgcode = pgcode


def any_of(clinic):
    return Seek(clinic.service, Person(intake=make_intake()).advice(NOW))


def shut_off(monkeypatch, kind, pk):
    """Somebody else has the lock of this one."""
    theirs = Keys()
    theirs.add(kind, [pk], Interval(TEN, TEN + HOUR))
    free = anybody.try_lock
    monkeypatch.setattr(anybody, "try_lock", lambda keys: not (keys.found & theirs.found) and free(keys))
