"""Single decisions of booking and moving, each taken out by hand once: nothing had turned red."""

from datetime import timedelta

import pytest

from assessments.queries.door import door_key
from bookings.actions import appointments, front_door, holds
from bookings.actions.appointments import Changed, Details
from bookings.actions.holds import NotCleared, Wish
from bookings.queries.person import Person
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
