from datetime import UTC, date, datetime, timedelta

from bookings.scheduling import policy
from tests.bookings.scheduling.days import AUTUMN, LONDON, SPRING

DAY = timedelta(hours=24)


def local(day, hour, minute=0):
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LONDON)


def test_notice_is_elapsed_hours_on_a_change_day():
    before = SPRING - timedelta(days=1)
    earliest = policy.earliest_start(local(before, 9), DAY)
    assert earliest == local(SPRING, 10)
    assert policy.earliest_start(local(AUTUMN - timedelta(days=1), 9), DAY) == local(AUTUMN, 8)


def test_nothing_starts_before_the_body_is_ready():
    now, ready = datetime(2026, 11, 23, 9, tzinfo=UTC), datetime(2026, 11, 24, 20, tzinfo=UTC)
    assert policy.earliest_start(now, timedelta(hours=2), ready) == ready
    assert policy.earliest_start(now, timedelta(hours=48), ready) == now + 2 * DAY


def test_the_horizon_is_counted_in_clinic_dates():
    late_evening = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    assert policy.last_day(late_evening, 14, LONDON) == date(2026, 7, 15)


def test_a_hold_lasts_ten_minutes():
    now = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)
    assert policy.hold_until(now) == now + timedelta(minutes=10)


def test_the_cut_off_is_elapsed_and_inclusive():
    start = local(AUTUMN, 9)
    last = policy.change_until(start, DAY)
    assert last.astimezone(LONDON).strftime("%d %b %H:%M") == "24 Oct 10:00"
    assert policy.may_change(start, DAY, last)
    assert not policy.may_change(start, DAY, last + timedelta(seconds=1))
