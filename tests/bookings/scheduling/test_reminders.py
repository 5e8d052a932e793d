from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.scheduling.reminders import FIRST_CALL, LAST_CALL, plan, remind_at
from tests.bookings.scheduling.days import LONDON


def shown(moment):
    return moment.astimezone(LONDON).strftime("%d %b %H:%M")


@pytest.mark.parametrize(
    ("visit", "reminder"),
    [
        ((2026, 11, 24, 9, 15), "23 Nov 09:15"),
        ((2026, 3, 29, 9, 0), "28 Mar 09:00"),
        ((2026, 10, 25, 9, 0), "24 Oct 09:00"),
        ((2027, 3, 28, 9, 0), "27 Mar 09:00"),
        ((2026, 11, 24, 7, 0), "22 Nov 20:45"),
        ((2026, 11, 24, 21, 30), "23 Nov 20:45"),
    ],
)
def test_the_same_wall_clock_time_the_day_before_but_not_at_night(visit, reminder):
    assert shown(remind_at(datetime(*visit, tzinfo=LONDON), LONDON)) == reminder


@given(
    st.integers(0, 3 * 366 * 24 * 60).map(lambda n: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=n))
)
def test_always_before_the_visit_and_never_at_night(start):
    due = remind_at(start, LONDON)
    assert FIRST_CALL <= due.astimezone(LONDON).time() <= LAST_CALL
    assert timedelta(hours=20) < start - due < timedelta(hours=38)


def test_a_visit_booked_inside_the_window_has_no_reminder():
    start = datetime(2026, 11, 24, 9, 15, tzinfo=UTC)
    assert plan(start, start - timedelta(hours=24), LONDON) is None
    assert plan(start, start - timedelta(hours=24, seconds=1), LONDON) == start - timedelta(hours=24)
