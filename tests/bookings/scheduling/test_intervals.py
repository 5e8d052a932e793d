from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.scheduling.intervals import Interval, common, merge, subtract
from tests.bookings.scheduling.days import LONDON, MIDNIGHT, minute, minutes, span

numbers = st.integers(0, 60)
ranges = st.tuples(numbers, numbers).filter(lambda pair: pair[0] < pair[1]).map(lambda pair: minutes(*pair))
many = st.lists(ranges, max_size=6)


def minutes_of(intervals):
    return {n for n in range(-5, 70) if any(interval.holds(minute(n)) for interval in intervals)}


def test_an_empty_range_is_refused():
    with pytest.raises(ValueError, match="ends after"):
        Interval(MIDNIGHT, MIDNIGHT)


def test_a_naive_or_local_time_is_refused():
    summer = datetime(2026, 7, 1, 9, tzinfo=LONDON)
    with pytest.raises(ValueError, match="UTC"):
        Interval(summer, summer + timedelta(hours=1))
    with pytest.raises(ValueError, match="UTC"):
        Interval(summer.replace(tzinfo=None), summer.replace(tzinfo=None) + timedelta(hours=1))


def test_lasting_takes_any_zone_and_counts_elapsed_minutes():
    before_change = datetime(2026, 10, 25, 0, 30, tzinfo=LONDON)
    visit = Interval.lasting(before_change, 90)
    assert visit.length == timedelta(minutes=90)
    assert visit.end.astimezone(LONDON).strftime("%H:%M") == "01:00"


def test_neighbours_do_not_overlap():
    assert not span("9:00", "10:00").overlaps(span("10:00", "11:00"))
    assert not span("10:00", "11:00").overlaps(span("9:00", "10:00"))
    assert span("9:00", "10:01").overlaps(span("10:00", "11:00"))


def test_an_interval_inside_another_is_seen():
    assert span("9:00", "12:00").overlaps(span("10:00", "10:30"))
    assert span("9:00", "12:00").contains(span("10:00", "10:30"))
    assert not span("10:00", "10:30").contains(span("9:00", "12:00"))


def test_neighbours_are_joined():
    assert merge([span("10:00", "11:00"), span("9:00", "10:00")]) == (span("9:00", "11:00"),)


@given(many)
def test_merge_keeps_every_minute_and_leaves_gaps_between(some):
    merged = merge(some)
    assert minutes_of(merged) == minutes_of(some)
    assert all(a.end < b.start for a, b in pairwise(merged))


@given(many, many)
def test_subtract_and_common_are_set_operations(some, others):
    assert minutes_of(subtract(some, others)) == minutes_of(some) - minutes_of(others)
    assert minutes_of(common(some, others)) == minutes_of(some) & minutes_of(others)
