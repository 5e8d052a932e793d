"""Everything that anybody can do, in any order; after every act all that was promised holds.

Hold, book, move, cancel, series, waiting list, desk, notes, answers, merges, erasure, hours and the clock.
The orders are drawn from a seed, so that a fault can be had again; `make drill-attack` does many
and long ones.
"""

import os
import random
from collections import Counter

import pytest

from tests.bookings.attack import Attack
from tests.bookings.checks import Watch

pytestmark = pytest.mark.django_db
FIRST, ORDERS, STEPS = (int(part) for part in os.environ.get("ATTACK", "0x4x60").split("x"))
OFTEN = ("hold_and_book", "book_at_desk", "move_at_desk", "mark", "wait", "offer_to_waiting")
ACTS = (
    "hold", "book", "move", "cancel", "book_series", "end_series", "ask_to_wait", "ask_to_wait",
    "take_offer", "take_offer", "decline_offer", "leave_list", "answer", "answer", "mark", "mark", "release",
    "release", "close_stop", "hold_by_hand", "write_note", "take_note_back", "block", "unblock",
    "close_clinic", "change_hours", "change_service", "merge", "erase", "somebody_new", "sweep", "tidy",
    "remind", "tell",
)  # fmt: skip
seen, came = Counter(), Counter()


def order(seed):
    """The steps of a seed: acts, each with numbers that choose what it is done to."""
    chance = random.Random(seed)
    acts = chance.choices(OFTEN * 4 + ACTS, k=STEPS)
    return [(act, [chance.randrange(60) for _ in range(9)]) for act in acts]


def attack(clinic, steps):
    world = Attack(clinic)
    watch = Watch(world)
    for act, picks in steps:
        seen[act] += 1
        came[act] += world.do(act, *picks) is not None
        watch.look(act)


@pytest.mark.parametrize("seed", range(FIRST, FIRST + ORDERS))
def test_whatever_is_done_in_whatever_order_what_was_promised_holds(clinic, seed):
    attack(clinic, order(seed))


@pytest.fixture(scope="module", autouse=True)
def _told():
    yield
    print("\n" + ", ".join(f"{act} {came[act]} of {times}" for act, times in seen.most_common()))
