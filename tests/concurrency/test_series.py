"""A series against everybody else: whole or not at all, without a deadlock."""

import pytest

from bookings.actions import holds
from bookings.actions.holds import Wish
from bookings.models import Appointment, Series
from tests.bookings.clinic import BY, NOW, TEN, cleared_client, cleared_visitor
from tests.bookings.regular import KEY, WEEK, book_series, preventive
from tests.concurrency.race import race, tally

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
CROWD = 6


@pytest.fixture(autouse=True)
def _service(clinic):
    clinic.services["preventive"] = preventive(clinic)


def test_many_want_the_same_series_and_one_gets_it_whole(clinic):
    people = [cleared_client(f"Demo C{n}") for n in range(CROWD)]
    outcomes = race(*(lambda p=person: book_series(clinic, p, count=4) for person in people))
    assert tally(outcomes) == {"Series": 1, "Conflicts": CROWD - 1}
    assert Appointment.objects.filter(status="booked").count() == 4


def test_series_in_opposite_orders_do_not_wait_for_each_other_for_ever(clinic):
    """Each begins a week after the other ends: their middles meet, whoever starts first."""
    people = [cleared_client(f"Demo C{n}") for n in range(CROWD)]
    starts = [TEN + (n % 3) * WEEK for n in range(CROWD)]
    outcomes = race(
        *(lambda p=p, s=s: book_series(clinic, p, 4, s) for p, s in zip(people, starts, strict=True))
    )
    assert tally(outcomes) == {"Series": 1, "Conflicts": CROWD - 1}
    assert Appointment.objects.filter(status="booked").count() == 4


def test_a_series_against_a_hold_of_its_last_date(clinic):
    wish = Wish(clinic.service, TEN + 2 * WEEK, clinic.therapists[0])
    visitor, cleo = cleared_visitor(), cleared_client()
    outcomes = race(
        lambda: book_series(clinic, cleo),
        lambda: holds.place(wish=wish, person=visitor, own=None, by=BY, now=NOW),
    )
    assert tally(outcomes) in ({"Series": 1, "SlotTaken": 1}, {"Conflicts": 1, "Placed": 1})


def test_one_page_sent_many_times_books_one_series(clinic):
    cleo = cleared_client()
    outcomes = race(*(lambda: book_series(clinic, cleo, key=KEY) for _ in range(CROWD)))
    assert tally(outcomes) == {"Series": CROWD}
    assert Series.objects.count() == 1
