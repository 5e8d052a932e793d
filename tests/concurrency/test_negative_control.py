"""The proof that these tests can fail: without locks and constraints the same race double-books."""

import threading
import time

import pytest

from bookings.actions import anybody, holds
from bookings.actions.holds import Wish
from bookings.queries import offers
from tests.bookings.clinic import BY, NOW, TEN, cleared_visitor
from tests.concurrency.race import race, tally

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
CROWD = 8
GAP = 0.02  # seconds between looking and writing, as in a real request
PATIENCE = 20


@pytest.fixture
def _no_locks(monkeypatch):
    monkeypatch.setattr(holds, "lock", lambda keys: None)
    monkeypatch.setattr(anybody, "try_lock", lambda keys: True)


@pytest.fixture
def _slow(monkeypatch):
    def slowly(*args):
        answer = offers.room_is_free(*args)
        time.sleep(GAP)
        return answer

    monkeypatch.setattr(anybody, "room_is_free", slowly)


@pytest.fixture
def _two_look_first(monkeypatch):
    """Nobody writes before a second one has looked, however busy the machine is."""
    looked, second = [], threading.Event()

    def wait_for_another(*args):
        is_free = offers.room_is_free(*args)
        looked.append(is_free)
        if len(looked) > 1:
            second.set()
        second.wait(PATIENCE)
        return is_free

    monkeypatch.setattr(anybody, "room_is_free", wait_for_another)


def crowd(clinic):
    wish = Wish(clinic.service, TEN, clinic.therapists[0])
    people = [cleared_visitor() for _ in range(CROWD)]
    return race(
        *(lambda p=person: holds.place(wish=wish, person=p, own=None, by=BY, now=NOW) for person in people)
    )


@pytest.mark.usefixtures("_no_locks", "_no_constraints", "_two_look_first")
def test_without_locks_and_constraints_it_double_books(clinic):
    assert tally(crowd(clinic))["Placed"] > 1


@pytest.mark.usefixtures("_no_constraints", "_slow")
def test_the_lock_alone_is_enough(clinic):
    assert tally(crowd(clinic)) == {"Placed": 1, "SlotTaken": CROWD - 1}


@pytest.mark.usefixtures("_no_locks", "_slow")
def test_the_constraint_alone_lets_one_in(clinic):
    won = tally(crowd(clinic))
    assert won["Placed"] == 1
    assert set(won) <= {"Placed", "SlotTaken"}
