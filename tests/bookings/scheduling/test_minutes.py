from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bookings.scheduling import minutes as clock
from bookings.scheduling.intervals import Interval
from tests.bookings.scheduling.days import minute

BLOCK = (20, 60)
numbers = st.integers(0, 80)
runs = st.lists(st.tuples(numbers, numbers), max_size=6)
HALF = timedelta(seconds=30)


def members(some):
    return {n for start, end in some for n in range(start, end)}


def test_minutes_are_counted_from_1970():
    assert clock.floor(datetime(1970, 1, 2, tzinfo=UTC)) == 24 * 60
    assert clock.moment(24 * 60) == datetime(1970, 1, 2, tzinfo=UTC)
    assert clock.floor(datetime(1969, 12, 31, 23, 59, 30, tzinfo=UTC)) == -1


@given(st.integers(-10_000, 40_000_000))
def test_a_minute_and_its_moment_are_one(number):
    assert clock.floor(clock.moment(number)) == clock.ceil(clock.moment(number)) == number


def test_part_minutes_are_taken_but_not_free():
    odd = Interval(minute(2) + HALF, minute(5) + HALF)
    origin = clock.floor(minute(0))
    assert clock.touched(odd) == (origin + 2, origin + 6)
    assert clock.inside(odd) == (origin + 3, origin + 5)


@given(runs)
def test_joined_keeps_every_minute_and_leaves_gaps_between(some):
    found = clock.joined(some)
    assert members(found) == members(some)
    assert all(start < end for start, end in found)
    assert all(before[1] < after[0] for before, after in pairwise(found))


@given(runs)
def test_a_chain_is_a_joined_run_and_all_that_it_is_made_of(some):
    found = list(clock.chains(some))
    assert [run for run, _ in found] == clock.joined(some)
    assert sorted(link for _, chain in found for link in chain) == sorted(r for r in some if r[0] < r[1])
    assert all(run[0] <= start and end <= run[1] for run, chain in found for start, end in chain)


@given(runs, st.integers(1, 30))
def test_gaps_are_what_is_left_of_the_block_and_long_enough(some, least):
    left = sorted(set(range(*BLOCK)) - members(some))
    stretches = clock.joined((n, n + 1) for n in left)
    assert list(clock.gaps(BLOCK, clock.joined(some), least)) == [
        r for r in stretches if r[1] - r[0] >= least
    ]


@given(runs, numbers, st.integers(1, 30))
def test_a_time_is_spared_when_it_shares_no_minute(some, start, length):
    asked = set(range(start, start + length))
    assert clock.Taken(some).spares(start, start + length) == asked.isdisjoint(members(some))


@given(numbers, st.integers(0, 90), st.integers(1, 25), st.integers(-10, 100), st.integers(-10, 100))
def test_steps_count_from_the_start_of_their_run(start, length, step, first, until):
    every = range(start, start + length, step)
    assert list(clock.steps((start, start + length), step, first, until)) == [
        n for n in every if first <= n < until
    ]
