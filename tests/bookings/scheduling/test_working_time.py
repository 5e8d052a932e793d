from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.scheduling.working_time import (
    Closure,
    DayChange,
    Hours,
    Pattern,
    WeeklyHours,
    happens_once,
    instant,
    local_day,
    shifts,
    whole_day,
    working,
)
from tests.bookings.scheduling.days import AUTUMN, LONDON, MONDAY, SPRING, span

YEAR_START = date(2026, 1, 1)
CHANGE_DAYS = [SPRING, AUTUMN, date(2027, 3, 28), date(2027, 10, 31), date(2028, 3, 26), date(2028, 10, 29)]
SOME_DAYS = [*CHANGE_DAYS, MONDAY, date(2026, 7, 1)]
times = st.times().map(lambda t: t.replace(second=0, microsecond=0))


def hours(opens, closes, place=1):
    return Hours(time.fromisoformat(opens), time.fromisoformat(closes), place)


def every(weekday, opens, closes, **more):
    return WeeklyHours(weekday, hours(opens, closes), more.pop("first", YEAR_START), **more)


def worked(pattern, first, last=None, closures=()):
    return [s.span for s in shifts(pattern, closures, first, last or first, LONDON)]


def first_minute_that_shows(day, wall):
    """The oracle: walk the day minute by minute and watch the clock on the wall."""
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=2)
    while True:
        shown = moment.astimezone(LONDON)
        if shown.date() > day or (shown.date() == day and shown.time() >= wall):
            return moment
        moment += timedelta(minutes=1)


@given(st.sampled_from(SOME_DAYS), times)
def test_a_wall_time_is_the_first_minute_that_shows_it_or_later(day, wall):
    assert instant(day, wall, LONDON) == first_minute_that_shows(day, wall)


@given(st.sampled_from(SOME_DAYS), times, times)
def test_the_order_of_wall_times_is_kept(day, one, other):
    early, late = sorted([one, other])
    assert instant(day, early, LONDON) <= instant(day, late, LONDON)


def test_a_time_that_does_not_exist_is_the_end_of_the_gap():
    assert instant(SPRING, time(1, 30), LONDON) == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert not happens_once(SPRING, time(1, 30), LONDON)


def test_a_time_that_comes_twice_is_the_first_of_the_two():
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert instant(AUTUMN, time(1, 30), LONDON) == instant(AUTUMN, time(1, 30, fold=1), LONDON) == first
    assert not happens_once(AUTUMN, time(1, 30), LONDON)
    assert happens_once(AUTUMN, time(9, 0), LONDON)


@pytest.mark.parametrize(
    ("day", "length"),
    [(SPRING, 23), (AUTUMN, 25), (date(2027, 3, 28), 23), (date(2027, 10, 31), 25), (MONDAY, 24)],
)
def test_a_day_has_23_24_or_25_hours(day, length):
    assert whole_day(day, LONDON).length == timedelta(hours=length)


@pytest.mark.parametrize(("day", "length"), [(SPRING, 5), (AUTUMN, 7), (date(2026, 6, 7), 6)])
def test_a_night_shift_has_the_hours_that_really_pass(day, length):
    (shift,) = worked(Pattern((every(6, "00:00", "06:00"),)), day)
    assert shift.length == timedelta(hours=length)


def test_a_weekly_nine_oclock_stays_nine_oclock_over_both_changes():
    pattern = Pattern((every(0, "09:00", "17:00"),))
    for around in (SPRING, AUTUMN):
        spans = worked(pattern, around - timedelta(days=7), around + timedelta(days=7))
        assert [s.start.astimezone(LONDON).strftime("%a %H:%M") for s in spans] == ["Mon 09:00"] * 2


def test_a_shift_that_falls_in_the_gap_is_no_shift():
    assert worked(Pattern((every(6, "01:10", "01:50"),)), SPRING) == []


def test_shifts_that_meet_in_the_hour_that_comes_twice_do_not_overlap():
    pattern = Pattern((every(6, "00:00", "01:30"), every(6, "01:30", "06:00")))
    night, morning = worked(pattern, AUTUMN)
    assert night.end == morning.start
    assert night.length + morning.length == timedelta(hours=7)


def test_a_split_shift_is_two():
    pattern = Pattern((every(0, "14:00", "18:00"), every(0, "09:00", "13:00")))
    assert worked(pattern, MONDAY) == [span("9:00", "13:00"), span("14:00", "18:00")]


def test_dates_of_effect_are_inclusive():
    pattern = Pattern((every(0, "09:00", "17:00", first=MONDAY, last=MONDAY),))
    week = timedelta(days=7)
    assert len(worked(pattern, MONDAY - week, MONDAY + week)) == 1


def test_a_fortnightly_pattern_counts_from_its_first_week():
    pattern = Pattern((every(0, "09:00", "17:00", first=date(2026, 11, 25), every=2),))
    spans = worked(pattern, MONDAY, MONDAY + timedelta(days=28))
    assert [local_day(s.start, LONDON) for s in spans] == [date(2026, 12, 7), date(2026, 12, 21)]


def test_an_exception_replaces_the_whole_day():
    weekly = (every(0, "09:00", "13:00"), every(0, "14:00", "18:00"))
    pattern = Pattern(weekly, changes=(DayChange(MONDAY, (hours("11:00", "12:00"),)),))
    assert worked(pattern, MONDAY) == [span("11:00", "12:00")]


def test_an_exception_without_hours_is_a_day_off():
    pattern = Pattern((every(0, "09:00", "13:00"),), changes=(DayChange(MONDAY),))
    assert worked(pattern, MONDAY) == []


def test_an_exception_can_add_a_day():
    saturday = date(2026, 11, 28)
    pattern = Pattern(changes=(DayChange(saturday, (hours("09:00", "12:00"),)),))
    assert worked(pattern, saturday) == [span("9:00", "12:00", on=saturday)]


def test_a_closure_shuts_its_place_and_no_other():
    pattern = Pattern((every(0, "09:00", "13:00"), WeeklyHours(0, hours("14:00", "18:00", 2), YEAR_START)))
    assert worked(pattern, MONDAY, closures=[Closure(MONDAY, MONDAY, place=1)]) == [span("14:00", "18:00")]
    assert worked(pattern, MONDAY, closures=[Closure(MONDAY, MONDAY)]) == []


def test_time_off_is_taken_out():
    found = shifts(Pattern((every(0, "09:00", "13:00"),)), (), MONDAY, MONDAY, LONDON)
    assert working(found, [span("10:00", "10:45")]) == (span("9:00", "10:00"), span("10:45", "13:00"))
