"""Two to six people do something to one diary at the same moment, again and again; what was promised holds.

The acts and what is asked of the rows afterwards are those of `tests/bookings/test_attack.py`. The acts are
drawn from a seed, so what was tried can be tried again; who comes first is up to the moment.
`make drill-crowd` goes on for long.
"""

import os
import random
import threading
from collections import Counter

import pytest
from django.db import DatabaseError

from bookings.actions import desk
from bookings.models import Appointment
from hekas.postgres.faults import others_were_first, went_meanwhile
from tests.bookings.attack import START, Attack
from tests.bookings.checks import Watch
from tests.bookings.clinic import make_clinic

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
FIRST, ORDERS, BATCHES = (int(part) for part in os.environ.get("CROWD", "0x2x8").split("x"))
BEFORE = (
    "wait",
    "wait_and_offer",
    "wait_and_offer",
    "lose",
    "lose",
    "hold_and_book",
    "book_at_desk",
    "somebody_new",
)
AFTER = ("sweep", "deliver", "offer_to_waiting", "tidy")
SHUT = ("answer", "hold_by_hand", "merge", "erase", "sweep", "write_note")
THEMES = (
    ("put_back", "put_back", "take_its_place", "release", "deliver", *SHUT),
    ("take_offer", "take_offer", "decline_offer", "leave_list", "offer_to_waiting", "offer_to_waiting",
     "ask_to_wait", "block", "change_hours", "hold_and_book", "deliver", *SHUT),
    ("mark", "mark", "mark", "take_its_place", "take_its_place", "move_at_desk", "hold_and_book", "move"),
    ("hold", "book", "hold_and_book", "move", "cancel", "book_series", "end_series", "ask_to_wait",
     "take_offer", "answer", "release", "close_stop", "take_note_back", "unblock", "close_clinic",
     "change_service", "book_at_desk", "move_at_desk", "remind", "tell", "tidy", *SHUT),
)  # fmt: skip
came, refused = Counter(), Counter()


def is_refusal(fault):
    """What every page answers with a word that others were first (`hekas/web/middleware`)."""
    return went_meanwhile(fault) or (isinstance(fault, DatabaseError) and others_were_first(fault))


def numbers(chance):
    """Half of the time all reach for the same few rows."""
    among = chance.choice([2, 60])
    return lambda: [chance.randrange(among) for _ in range(16)]


def batch(world, watch, chance):
    theme, drawn = chance.choice(THEMES), numbers(chance)
    acts = [(act, drawn()) for act in chance.choices(theme, k=chance.randint(2, 6))]
    outcomes = world.do_at_once(acts)
    for (act, _), outcome in zip(acts, outcomes, strict=True):
        came[act] += outcome is not None and not isinstance(outcome, Exception)
        if isinstance(outcome, Exception):
            refused[type(outcome).__name__] += 1
            if not is_refusal(outcome):
                raise AssertionError(acts) from outcome
    watch.look(*(act for act, _ in acts))


def alone(world, watch, chance, acts):
    act = chance.choice(acts)
    world.do(act, *(chance.randrange(60) for _ in range(16)))
    watch.look(act)


def crowd(clinic, seed):
    world, chance = Attack(clinic), random.Random(seed)
    watch = Watch(world)
    for _ in range(BATCHES):
        alone(world, watch, chance, BEFORE)
        batch(world, watch, chance)
        alone(world, watch, chance, AFTER)
    return world


@pytest.mark.parametrize("seed", range(FIRST, FIRST + ORDERS))
def test_several_at_once_break_nothing_that_was_promised(transactional_db, seed):
    assert crowd(make_clinic(), seed).now > START


@pytest.mark.usefixtures("_no_constraints")
def test_without_locks_and_constraints_the_same_look_notices(clinic, monkeypatch):
    """The control: two at the desk put two clients into one hour, neither writing before both have looked."""
    both, seen = threading.Barrier(2, timeout=20), desk.look

    def look(*args):
        found = seen(*args)
        both.wait()
        return found

    world = Attack(clinic)
    watch = Watch(world)
    monkeypatch.setattr(desk, "lock", lambda keys: None)
    monkeypatch.setattr(desk, "look", look)
    outcomes = world.do_at_once([("book_at_desk", [person, *[0] * 15]) for person in range(2)])
    assert [type(outcome) for outcome in outcomes] == [Appointment] * 2
    with pytest.raises(AssertionError):
        watch.look("book_at_desk", "book_at_desk")


@pytest.fixture(scope="module", autouse=True)
def _told():
    yield
    print(f"\ncame about: {dict(came.most_common())}; waited in vain or gone: {dict(refused)}")
