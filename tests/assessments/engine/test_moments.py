from datetime import UTC, date, datetime, timedelta

import pytest

from assessments.engine.moments import (
    FIRST,
    LAST,
    clinic_day,
    later,
    read_day,
    read_moment,
    start_of,
    written,
)

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-20T12:00:00Z",
        "2026-11-20t12:00:00z",
        "2026-11-20T12:00Z",
        "2026-11-20T17:45:00.000+05:45",
        "2026-11-20T07:30:00.0000000001-04:30",
        "2026-11-20T12:00:00-00:00",
    ],
)
def test_one_instant_written_in_many_ways(text):
    assert read_moment(text) == NOON


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-20T12:00:00",
        "2026-11-20",
        "2026-02-30T12:00:00Z",
        "2026-11-20T25:00:00Z",
        "2026-11-20T12:00:60Z",
        "2026-11-20T12:00:00+25:00",
        "2026-11-20T12:00:00+12:60",
        "2026-11-20T12:00:00-00:99",
        "20261120T120000Z",
        "٢٠٢٦-11-20T12:00:00Z",
        "0001-01-01T00:00:00+05:00",
        "9999-12-31T23:59:59-05:00",
        "x" * 100,
        5,
        None,
        datetime(2026, 11, 20, 12),  # noqa: DTZ001
    ],
)
def test_what_is_no_instant(text):
    assert read_moment(text) is None


def test_a_leap_second_is_the_next_second():
    assert read_moment("2016-12-31T23:59:60Z") == datetime(2017, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("text", ["2026-02-30", "2026-2-3", "20260203", "2026-02-03T00:00:00Z", 1, None])
def test_what_is_no_day(text):
    assert read_day(text) is None


def test_a_day_that_exists_only_in_a_leap_year():
    assert read_day("2028-02-29") == date(2028, 2, 29)
    assert read_day("2026-02-29") is None


def test_days_of_the_clinic_begin_at_its_midnight_in_summer_and_winter():
    assert start_of(date(2026, 7, 1)) == datetime(2026, 6, 30, 23, tzinfo=UTC)
    assert start_of(date(2026, 12, 1)) == datetime(2026, 12, 1, tzinfo=UTC)


def test_a_day_before_over_the_clock_change_is_23_hours_long():
    assert start_of(date(2026, 3, 30)) - start_of(date(2026, 3, 30), -1) == timedelta(hours=23)
    assert start_of(date(2026, 10, 26)) - start_of(date(2026, 10, 26), -1) == timedelta(hours=25)


def test_the_clinic_is_a_day_ahead_late_on_a_summer_evening():
    assert clinic_day(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == date(2026, 7, 1)


def test_the_ends_of_the_calendar_hold():
    assert later(LAST, timedelta(days=9)) == LAST
    assert later(datetime.max.replace(tzinfo=UTC), timedelta(days=9)) == LAST
    assert start_of(date.max, 5) == LAST
    assert start_of(date.min, -5) == FIRST
    assert written(datetime.min.replace(tzinfo=UTC)).startswith("0001-01-0")


def test_an_instant_is_written_in_the_wall_time_of_the_clinic():
    assert written(datetime(2026, 3, 29, 18, 30, tzinfo=UTC)) == "2026-03-29T19:30:00+01:00"
