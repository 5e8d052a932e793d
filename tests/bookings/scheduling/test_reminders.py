from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.scheduling.reminders import (
    CHANNELS,
    FIRST_CALL,
    LAST_CALL,
    RULE,
    Kind,
    is_late,
    plan,
    remind_at,
)
from bookings.scheduling.terms import ServiceKind
from tests.bookings.scheduling.days import LONDON

TREATMENT = ServiceKind.TREATMENT
START = datetime(2026, 11, 26, 9, 15, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def shown(kind, *visit):
    return remind_at(kind, datetime(*visit, tzinfo=LONDON), LONDON).astimezone(LONDON).strftime("%d %b %H:%M")


@pytest.mark.parametrize(
    ("visit", "reminder"),
    [
        ((2026, 11, 24, 9, 15), "22 Nov 09:15"),
        ((2026, 3, 29, 9, 0), "27 Mar 09:00"),  # the clock goes on in between
        ((2026, 3, 30, 9, 0), "28 Mar 09:00"),
        ((2026, 10, 25, 9, 0), "23 Oct 09:00"),  # and back
        ((2026, 10, 26, 9, 0), "24 Oct 09:00"),
        ((2027, 3, 28, 9, 0), "26 Mar 09:00"),
        ((2026, 11, 24, 7, 0), "21 Nov 20:45"),
        ((2026, 11, 24, 21, 30), "22 Nov 20:45"),
    ],
)
def test_two_days_before_at_the_same_time_by_the_wall_but_not_at_night(visit, reminder):
    assert shown(Kind.TWO_DAYS, *visit) == reminder


@pytest.mark.parametrize("visit", [(2026, 3, 29, 7, 0), (2026, 3, 29, 12, 0), (2026, 3, 29, 21, 30)])
def test_the_day_before_it_is_nine_in_the_morning_whenever_the_visit_is(visit):
    assert shown(Kind.DAY_BEFORE, *visit) == "28 Mar 09:00"
    assert shown(Kind.DAY_BEFORE, 2026, 10, 26, 9, 0) == "25 Oct 09:00"


@given(
    st.integers(0, 3 * 366 * 24 * 60).map(lambda n: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=n)),
    st.sampled_from(Kind),
)
def test_always_before_the_visit_and_never_at_night(start, kind):
    due = remind_at(kind, start, LONDON)
    assert FIRST_CALL <= due.astimezone(LONDON).time() <= LAST_CALL
    assert timedelta(hours=13) < start - due < timedelta(hours=61)


def test_hc_44_a_visit_booked_inside_a_window_is_not_reminded_of_at_once():
    """HC-44: all reminders were sent at once."""
    two_days, day_before = (remind_at(kind, START, LONDON) for kind in Kind)
    assert list(plan(TREATMENT, START, two_days - SECOND, LONDON)) == [Kind.TWO_DAYS, Kind.DAY_BEFORE]
    assert list(plan(TREATMENT, START, two_days, LONDON)) == [Kind.DAY_BEFORE]
    assert plan(TREATMENT, START, day_before, LONDON) == {}


def test_what_is_reminded_of_depends_on_the_service():
    early = START - timedelta(days=9)
    assert list(plan(ServiceKind.POST_CRAMP, START, early, LONDON)) == [Kind.DAY_BEFORE]
    assert set(RULE) == set(ServiceKind) and set(CHANNELS) == set(Kind)


@pytest.mark.parametrize(
    ("kind", "before", "late"),
    [
        (Kind.TWO_DAYS, 25 * 60, False),
        (Kind.TWO_DAYS, 24 * 60, True),  # the second one is due by then
        (Kind.DAY_BEFORE, 24 * 60, False),
        (Kind.DAY_BEFORE, 2 * 60, False),
        (Kind.DAY_BEFORE, 2 * 60 - 1, True),
    ],
)
def test_the_first_is_late_once_the_second_is_due_and_the_second_near_the_visit(kind, before, late):
    assert is_late(kind, TREATMENT, START, START - timedelta(minutes=before), LONDON) is late
