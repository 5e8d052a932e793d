"""Fifty people, one slot. Exactly one gets it, the others a plain no, and nobody waits long."""

from datetime import timedelta
from itertools import combinations

import pytest

from bookings.actions import holds
from bookings.actions.holds import Wish
from bookings.models import Appointment
from tests.bookings.clinic import BY, NOW, TEN, cleared_visitor
from tests.concurrency.race import race, tally

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
CROWD = 50
MINUTE = timedelta(minutes=1)


def place(service, person, start, therapist):
    wish = Wish(service, start, therapist)
    return lambda: holds.place(wish=wish, person=person, own=None, by=BY, now=NOW)


def overlaps():
    rows = list(Appointment.objects.filter(status="tentative"))
    pairs = [
        (a, b) for a, b in combinations(rows, 2) if a.therapist_id == b.therapist_id or a.room_id == b.room_id
    ]
    return [(a, b) for a, b in pairs if a.busy.lower < b.busy.upper and b.busy.lower < a.busy.upper]


def test_fifty_people_want_the_same_start(clinic):
    amira, people = clinic.therapists[0], [cleared_visitor() for _ in range(CROWD)]
    outcomes = race(*(place(clinic.service, person, TEN, amira) for person in people))
    assert tally(outcomes) == {"Placed": 1, "SlotTaken": CROWD - 1}


def test_a_hundred_people_want_one_slot_in_two_waves(clinic):
    """As many at once as there are connections; the second wave finds it taken."""
    amira = clinic.therapists[0]
    waves = []
    for _ in range(2):
        people = [cleared_visitor() for _ in range(CROWD)]
        waves.append(tally(race(*(place(clinic.service, person, TEN, amira) for person in people))))
    assert waves == [{"Placed": 1, "SlotTaken": CROWD - 1}, {"SlotTaken": CROWD}]


def test_fifty_people_want_starts_that_overlap(clinic):
    """Ten, half past ten and eleven, an hour each: ten and eleven can both be had, or half past ten alone."""
    amira, people = clinic.therapists[0], [cleared_visitor() for _ in range(CROWD)]
    starts = [TEN + (n % 3) * 30 * MINUTE for n in range(CROWD)]
    outcomes = race(*(place(clinic.service, *wish, amira) for wish in zip(people, starts, strict=True)))
    won = tally(outcomes)
    assert set(won) == {"Placed", "SlotTaken"}
    assert won["Placed"] in (1, 2)
    assert overlaps() == []


def test_any_therapist_gives_each_exactly_once(clinic):
    people = [cleared_visitor() for _ in range(CROWD)]
    outcomes = race(*(place(clinic.service, person, TEN, None) for person in people))
    assert tally(outcomes) == {"Placed": 3, "SlotTaken": CROWD - 3}
    assert set(Appointment.objects.values_list("therapist__name", flat=True)) == {
        therapist.name for therapist in clinic.therapists
    }


def test_two_rooms_are_not_given_to_three(clinic):
    clinic.service.rooms.set(clinic.rooms[:2])
    people = [cleared_visitor() for _ in range(12)]
    wishes = [(person, clinic.therapists[n % 3]) for n, person in enumerate(people)]
    outcomes = race(*(place(clinic.service, person, TEN, therapist) for person, therapist in wishes))
    assert tally(outcomes) == {"Placed": 2, "SlotTaken": 10}
    assert overlaps() == []
