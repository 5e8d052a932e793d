"""Sixteen people move thirty-two visits about, all at once: each visit stays one, and nobody waits for ever.

Fault 5. `make drill-moves` goes on for longer.
"""

import os
from datetime import timedelta
from itertools import combinations
from random import Random

import pytest

from bookings.actions import appointments
from bookings.actions.front_door import SlotTaken
from bookings.actions.holds import Wish
from bookings.models import Appointment
from tests.bookings.clinic import BY, NOW, TUESDAY, at, cleared_client
from tests.concurrency.race import race, tally
from tests.concurrency.test_changes import confirm, hold

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
MOVERS, VISITS = 16, 32
MOVES = int(os.environ.get("MOVES", "4"))  # of each mover
TIMES = [at(TUESDAY + timedelta(days=day), f"{hour}:00") for day in range(3) for hour in range(9, 17)]
REFUSED = (SlotTaken, appointments.Changed)


def booked(clinic):
    """One visit a time, each of another client, spread over the therapists."""
    places = [(start, therapist) for start in TIMES for therapist in clinic.therapists][:VISITS]
    visits = []
    for number, (start, therapist) in enumerate(places):
        person = cleared_client(f"Demo {number}")
        visits.append(confirm(hold(clinic, person, start, therapist), person)())
    return [visit.pk for visit in visits]


def mover(seed, visits, done):
    """Moves one visit after the other to some time; what is taken, or moved by another meanwhile, stays."""
    chance = Random(seed)

    def run():
        for _ in range(MOVES):
            visit = Appointment.objects.get(pk=chance.choice(visits))
            wish, seen = Wish(visit.service, chance.choice(TIMES), visit.therapist), visit.version
            try:
                moved = appointments.move(appointment=visit, wish=wish, by=BY, now=NOW, seen=seen)
                done.append(visit.pk if moved.version > seen else None)  # where it stands already, it stays
            except REFUSED:
                done.append(None)

    return run


def overlapping():
    rows = Appointment.objects.filter(status="booked")
    pairs = [
        (a, b)
        for a, b in combinations(rows, 2)
        if a.busy.lower < b.busy.upper and b.busy.lower < a.busy.upper
    ]
    return [(a.pk, b.pk) for a, b in pairs if a.therapist_id == b.therapist_id or a.room_id == b.room_id]


def test_sixteen_movers_lose_and_double_nothing(clinic):
    visits, done = booked(clinic), []
    outcomes = race(*(mover(seed, visits, done) for seed in range(MOVERS)))
    assert tally(outcomes) == {"NoneType": MOVERS}, outcomes  # a deadlock would be a fault of its own here
    assert len(done) == MOVERS * MOVES and any(done)
    kept = Appointment.objects.filter(status="booked")
    assert sorted(kept.values_list("pk", flat=True)) == sorted(visits)
    assert sum(kept.values_list("version", flat=True)) == VISITS + sum(pk is not None for pk in done)
    assert overlapping() == []
