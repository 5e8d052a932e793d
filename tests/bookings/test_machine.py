"""Whatever people do in whatever order and by whatever door, the diary is that of a simple list.

Hypothesis invents the orders: hold, confirm, book and move at the desk, cancel, miss, block, and time that
goes by; through the actions, a program's calls, the desk's pages and Django's admin. Fault 14; `make
drill-machine` does a thousand orders of fifty steps.
"""

import os
from collections import Counter
from functools import partial

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bookings.actions import desk
from tests.bookings.doors import Doors
from tests.bookings.machine import ACTS, MINUTE, OPENS, World
from tests.bookings.overruling import overruled

pytestmark = pytest.mark.django_db
ORDERS, STEPS = (int(part) for part in os.environ.get("MACHINE", "25x0").split("x"))
PLACES = st.integers(0, 17).map(lambda n: OPENS + n * 30 * MINUTE)
STEP = st.tuples(st.sampled_from(ACTS), PLACES, st.integers(0, 1), st.integers(0, 3), st.integers(0, 5))
seen = Counter()


@settings(max_examples=ORDERS, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEP, min_size=STEPS or 8, max_size=STEPS or 25))
def test_whatever_is_done_the_diary_is_that_of_a_simple_list(clinic, steps):
    with transaction.atomic():
        world = World(clinic, Doors)
        for step in steps:
            world.do(*step)
            world.check_diary()
        seen.update(orders=1, steps=len(steps), refused=world.refused)
        transaction.set_rollback(True)


@pytest.fixture(scope="module", autouse=True)
def _told():
    yield
    print(f"\n{dict(seen)}")


def test_a_diary_that_double_books_is_noticed(clinic, monkeypatch):
    """The control: the desk puts every visit over what is there, as only somebody who says so may."""
    monkeypatch.setattr("bookings.actions.desk.book", partial(overruled, desk.book))
    world = World(clinic, Doors)
    world.do("desk", OPENS, 0, 0, 0)
    with pytest.raises(AssertionError):
        world.do("desk", OPENS, 0, 1, 0)


def test_whoever_left_the_board_for_half_an_hour_signs_in_and_goes_on(clinic):
    """In a long run it was the machine's own admin whose session had ended."""
    world = World(clinic, Doors)
    for _ in range(6):
        world.do("wait", OPENS, 0, 0, 0)
    for door in range(2):
        world.do("block", OPENS + door * 60 * MINUTE, 0, 0, door)
        world.do("desk", OPENS + door * 60 * MINUTE, 1, door, door)
        world.check_diary()


@pytest.mark.parametrize("doors", [(0, 0), (1, 1), (2, 0), (0, 2)])
def test_the_same_time_blocked_twice_is_one_to_whoever_books(clinic, doors):
    """A long run found the list wrong here: it counted a second press at the desk as time of its own."""
    world = World(clinic, Doors)
    for door in doors:
        world.do("block", OPENS, 0, 0, door)
        world.check_diary()
    world.do("desk", OPENS, 0, 0, 0)
    assert world.model.visits == []


def test_two_rooms_that_are_free_by_halves_seat_nobody(clinic):
    """A long run found the list wrong here: each half hour had a free room, and none had both."""
    world, half = World(clinic, Doors), 30 * MINUTE
    world.do("desk", OPENS + half, 0, 0, 0)
    world.do("desk", OPENS, 1, 1, 0)
    world.do("cancel", OPENS, 0, 0, 0)
    world.do("desk", OPENS + 2 * half, 1, 2, 0)
    assert len({visit.room for visit in world.model.visits}) == 2
    world.do("desk", OPENS + half, 0, 3, 0)
    assert len(world.model.visits) == 2
