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
def test_the_minutes_of_a_block_are_those_that_a_run_touches(some):
    found = clock.within(BLOCK, clock.joined(some))
    assert {n + BLOCK[0] for n in clock.each(found)} == members(some) & set(range(*BLOCK))


def test_everything_is_the_whole_block():
    assert list(clock.each(clock.everything(BLOCK))) == list(range(40))


@given(st.integers(1, 90), st.integers(1, 25))
def test_the_grid_counts_from_its_own_start(length, step):
    assert list(clock.each(clock.grid(length, step))) == list(range(0, length, step))


@given(st.sets(numbers), st.integers(1, 20))
def test_lasting_means_that_many_in_a_row(free, length):
    bits = sum(1 << n for n in free)
    expected = {n for n in free if all(n + more in free for more in range(length))}
    assert set(clock.each(clock.lasting(bits, length))) == expected
