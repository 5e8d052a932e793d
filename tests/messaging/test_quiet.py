"""Quiet hours by the clinic's wall, over midnight and over both clock changes of 2026."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hekas.messaging.quiet import MORNING, NIGHT_BEGINS, quiet_until

LONDON = ZoneInfo("Europe/London")


def london(day, hour, minute=0, fold=0):
    return datetime(*map(int, day.split("-")), hour, minute, fold=fold, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("at", "until"),
    [
        (london("2026-11-23", 12), None),
        (london("2026-11-23", 8), None),
        (london("2026-11-23", 20, 59), None),
        (london("2026-11-23", 21), london("2026-11-24", 8)),
        (london("2026-11-23", 23, 59), london("2026-11-24", 8)),
        (london("2026-11-24", 0), london("2026-11-24", 8)),
        (london("2026-11-24", 7, 59), london("2026-11-24", 8)),
        (london("2026-12-31", 22), london("2027-01-01", 8)),
    ],
)
def test_the_night(at, until):
    assert quiet_until(at.astimezone(UTC), LONDON) == (until and until.astimezone(UTC))


@pytest.mark.parametrize(
    ("night", "ends"),
    [
        (datetime(2026, 3, 28, 21, tzinfo=UTC), datetime(2026, 3, 29, 7, tzinfo=UTC)),  # 10 hours long
        (datetime(2026, 10, 24, 20, tzinfo=UTC), datetime(2026, 10, 25, 8, tzinfo=UTC)),  # 12 hours long
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 8, tzinfo=UTC)),  # the first 1:30
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), datetime(2026, 10, 25, 8, tzinfo=UTC)),  # the second
    ],
)
def test_the_nights_of_the_clock_changes_end_at_eight_by_the_wall(night, ends):
    assert quiet_until(night, LONDON) == ends


def test_another_zone_has_another_night():
    at = datetime(2026, 11, 23, 21, tzinfo=UTC)
    assert quiet_until(at, ZoneInfo("America/New_York")) is None


@given(st.integers(0, 2 * 365 * 24 * 60))
def test_the_end_of_the_quiet_is_not_quiet_and_less_than_half_a_day_off(minutes):
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    end = quiet_until(at, LONDON)
    local = at.astimezone(LONDON).time()
    assert (end is None) == (MORNING <= local < NIGHT_BEGINS)
    assert end is None or (quiet_until(end, LONDON) is None and 0 < (end - at).total_seconds() <= 12 * 3600)
