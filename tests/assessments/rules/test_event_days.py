"""Weeks until a race become a Saturday and the days it may be on: every way of counting them is covered."""

from datetime import date, timedelta

import pytest

from assessments.rules.event_days import EventDays, event_days, in_weeks

MONDAY = date(2026, 11, 30)
TODAY = [MONDAY + timedelta(days=n) for n in range(7)]


@pytest.mark.parametrize("today", TODAY)
def test_every_day_that_is_nearest_to_so_many_weeks_may_be_the_day(today):
    days = in_weeks(3, today)
    meant = {today + timedelta(days=n) for n in range(60) if round(n / 7) == 3}
    assert all(days.first <= day <= days.last for day in meant)
    assert days.first <= days.day <= days.last


@pytest.mark.parametrize("today", TODAY)
def test_sunday_monday_and_tuesday_after_that_saturday_are_among_them(today):
    days = in_weeks(3, today)
    assert days.day.weekday() == 5
    assert days.day + timedelta(days=3) <= days.last <= days.day + timedelta(days=6)


@pytest.mark.parametrize("today", TODAY)
@pytest.mark.parametrize("later", range(12))
def test_the_weeks_that_are_left_lead_to_the_same_saturday(today, later):
    days, then = in_weeks(3, today), today + timedelta(days=later)
    assert in_weeks(days.weeks_from(then), then).day == days.day


def test_in_its_own_week_no_number_is_left():
    days = in_weeks(1, MONDAY)
    assert days.weeks_from(days.day - timedelta(days=3)) == 0
    assert days.weeks_from(days.day + timedelta(days=9)) == 0


def test_what_was_noted_counts_for_that_event_alone():
    days = in_weeks(3, MONDAY)
    told = {"training": {"next_event_on": days.day.isoformat()}}
    beside = {"noted": {"event_days": days.noted()}}
    assert event_days(told | beside) == event_days(told, beside) == days
    assert event_days({"training": {"next_event_on": "2026-12-20"}} | beside) is None
    assert event_days(beside) is event_days(told) is None
    assert isinstance(days, EventDays)


@pytest.mark.parametrize("today", TODAY)
def test_this_week_begins_today_and_holds_the_saturday_to_come(today):
    days = in_weeks(0, today)
    assert days.first == today <= days.day <= days.last
    assert days.day.weekday() == 5 and days.last >= today + timedelta(days=3)
