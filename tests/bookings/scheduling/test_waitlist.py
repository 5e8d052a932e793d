from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.scheduling.waitlist import Part, answer_until, is_quiet, part_of

LONDON = ZoneInfo("Europe/London")
TWO_HOURS = timedelta(hours=2)
MINUTE = timedelta(minutes=1)


def at(day, clock):
    hour, minute = (int(part) for part in clock.split(":"))
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)  # winter: the clinic's clock is UTC


def until(day, clock, start, lasts=TWO_HOURS):
    return answer_until(at(day, clock), start, lasts, LONDON)


def test_by_day_it_is_two_hours():
    assert until(23, "10:00", at(25, "10:00")) == at(23, "12:00")
    assert until(23, "19:00", at(25, "10:00")) == at(23, "21:00")


def test_what_is_left_in_the_evening_goes_on_in_the_morning():
    assert until(23, "20:15", at(25, "10:00")) == at(24, "9:15")


@pytest.mark.parametrize("clock", ["21:00", "23:59", "0:00", "7:59"])
def test_at_night_nothing_is_offered(clock):
    assert until(23, clock, at(25, "10:00")) is None


def test_it_is_over_half_an_hour_before_the_visit():
    assert until(23, "10:00", at(23, "11:30")) == at(23, "11:00")


def test_with_less_than_half_an_hour_there_is_no_offer():
    assert until(23, "10:00", at(23, "11:00")) == at(23, "10:30")
    assert until(23, "10:00", at(23, "10:59")) is None


def test_before_an_early_visit_it_is_over_the_evening_before():
    assert until(23, "20:00", at(24, "8:15")) == at(23, "21:00")
    assert until(23, "20:40", at(24, "8:15")) is None


def test_on_the_day_the_clocks_go_back_the_clock_counts():
    """Saturday 24 October is summer time, Sunday is not: half an hour at night, the rest from 8 on Sunday."""
    late = datetime(2026, 10, 24, 19, 30, tzinfo=UTC)  # 8:30pm
    found = answer_until(late, datetime(2026, 10, 27, tzinfo=UTC), TWO_HOURS, LONDON)
    assert found == datetime(2026, 10, 25, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("clock", "part"),
    [
        ("8:00", Part.MORNING),
        ("11:59", Part.MORNING),
        ("12:00", Part.AFTERNOON),
        ("16:59", Part.AFTERNOON),
        ("17:00", Part.EVENING),
    ],
)
def test_parts_of_the_day(clock, part):
    assert part_of(at(23, clock), LONDON) is part


MOMENTS = st.integers(0, 400_000).map(lambda n: datetime(2026, 3, 20, tzinfo=UTC) + n * MINUTE)
AHEAD = st.timedeltas(timedelta(), timedelta(days=10))
LASTS = st.integers(30, 600).map(lambda minutes: minutes * MINUTE)


def waking(first, last):
    """Minute by minute, as slow as it is plain."""
    total, moment = 0, first
    while moment < last:
        total += not is_quiet(moment, LONDON)
        moment += MINUTE
    return total


@given(MOMENTS, AHEAD, LASTS)
def test_the_time_to_answer_is_whole_and_never_at_night(now, ahead, lasts):
    start = now + ahead
    found = answer_until(now, start, lasts, LONDON)
    if found is None:
        assert is_quiet(now, LONDON) or waking(now, start - 30 * MINUTE) < 30
        return
    given_minutes = waking(now, found)
    assert found <= start - 30 * MINUTE
    assert not is_quiet(found - MINUTE, LONDON)
    assert 29 <= given_minutes <= lasts // MINUTE + 1
