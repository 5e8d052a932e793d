"""Everything that anybody can do, in any order; after every act all that was promised holds.

Hold, book, move, cancel, series, waiting list, desk, notes, answers, merges, erasure, hours and the clock.
The orders are drawn from a seed, so that a fault can be had again; `make drill-attack` does many
and long ones.
"""

import os
import random
from collections import Counter

import pytest
from psycopg2.extras import DateTimeTZRange

from bookings.models import Appointment, WaitlistOffer
from hekas.accounts.models import Client
from hekas.messaging.models import OutboundMessage
from tests.bookings.actions.test_desk import book
from tests.bookings.attack import HOUR, START, Attack
from tests.bookings.checks import Watch
from tests.bookings.safety.people import RED, give

pytestmark = pytest.mark.django_db
FIRST, ORDERS, STEPS = (int(part) for part in os.environ.get("ATTACK", "0x4x60").split("x"))
OFTEN = ("hold_and_book", "book_at_desk", "move_at_desk", "mark", "wait", "wait_and_offer")
ACTS = (
    "hold", "book", "move", "cancel", "book_series", "end_series", "ask_to_wait", "ask_to_wait",
    "take_offer", "take_offer", "decline_offer", "leave_list", "answer", "answer", "mark", "mark", "release",
    "release", "close_stop", "hold_by_hand", "write_note", "take_note_back", "block", "unblock",
    "close_clinic", "change_hours", "change_service", "merge", "erase", "somebody_new", "sweep",
    "somebody_new", "tidy", "lose", "lose", "lose", "put_back", "put_back", "put_back", "take_its_place",
    "offer_to_waiting", "remind", "tell", "deliver",
)  # fmt: skip
THEN = {  # at once, before the clock has gone on
    "lose": ("put_back", "put_back", "take_its_place", "deliver"),
    "wait_and_offer": ("take_offer", "take_offer", "decline_offer", "leave_list", "wait", "hold_by_hand"),
}
seen, came = Counter(), Counter()


def order(seed):
    """The steps of a seed: acts, each with numbers that choose what it is done to."""
    chance = random.Random(seed)
    drawn = []
    for act in chance.choices(OFTEN * 4 + ACTS, k=STEPS):
        drawn += [act, chance.choice(THEN[act])] if act in THEN else [act]
    return [(act, [chance.randrange(60) for _ in range(16)]) for act in drawn]


def attack(clinic, steps):
    world = Attack(clinic)
    watch = Watch(world)
    for act, picks in steps:
        seen[act] += 1
        came[act] += world.do(act, *picks) is not None
        watch.look(act)
        if act == "wait_and_offer":
            assert world.do("offer_to_waiting") in (0, None)
    return world


@pytest.mark.parametrize("seed", range(FIRST, FIRST + ORDERS))
def test_whatever_is_done_in_whatever_order_what_was_promised_holds(clinic, seed):
    assert attack(clinic, order(seed)).now > START


def written_by_hand(visit, **changes):
    Appointment.objects.filter(pk=visit.pk).update(**changes)


CLOSER = DateTimeTZRange(START + HOUR, START + 2 * HOUR)
FAULTS = {
    "over another": {"during": CLOSER, "busy": CLOSER, "overbooked": True},
    "another time and the same version": {"during": CLOSER, "busy": CLOSER},
    "out of the diary without a line": {"status": "noshow", "ended_at": START},
    "a version that no calendar file has": {"version": 2},
    "cancelled with its letter about": {"status": "cancelled", "version": 2, "ended_at": START},
}


@pytest.mark.parametrize("changes", FAULTS.values(), ids=FAULTS)
def test_what_goes_past_every_door_is_noticed(clinic, changes):
    """The control: each of these rows is written as no act writes it."""
    world = Attack(clinic)
    ada, bea = Client.objects.order_by("pk")[:2]
    first = book(clinic, client=ada, start=START + 4 * HOUR, now=START)
    if changes.get("overbooked"):
        book(clinic, client=bea, start=START + HOUR, now=START)
    watch = Watch(world)
    watch.look("wait")
    written_by_hand(first, **changes)
    with pytest.raises(AssertionError):
        watch.look("wait")


def test_a_time_that_is_kept_for_nobody_is_noticed(clinic):
    world = Attack(clinic)
    watch = Watch(world)
    assert world.do("wait_and_offer", *[0] * 9) == 1
    watch.look("wait_and_offer")
    WaitlistOffer.objects.update(state="lapsed", ended_at=START)
    OutboundMessage.objects.filter(template="waitlist_offer").delete()
    with pytest.raises(AssertionError, match="kept for nobody"):
        watch.look("wait")


def test_whoever_is_sent_for_help_and_keeps_a_visit_is_noticed(clinic, settings):
    settings.CLEARANCE_FOLLOWERS = []
    world = Attack(clinic)
    ada = Client.objects.earliest("pk")
    book(clinic, client=ada, start=START + 4 * HOUR, now=START)
    watch = Watch(world)
    give(ada, RED, START)
    with pytest.raises(AssertionError):
        watch.look("answer")


@pytest.fixture(scope="module", autouse=True)
def _told():
    yield
    print("\n" + ", ".join(f"{act} {came[act]} of {times}" for act, times in seen.most_common()))
