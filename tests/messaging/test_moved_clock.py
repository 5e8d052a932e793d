"""Workers and beats as processes whose clock is moved over both changes of 2026 while they run.

The schedule, the quiet hours and the leases are those of the product. `make drill-clock` runs it alone.
"""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from tests.bookings.clinic import make_clinic
from tests.bookings.safety.people import book, client_with, give
from tests.messaging.chaos import Fleet
from tests.messaging.moved_clock import MovedClock, wait_for
from tests.messaging.servers import Gateway, Post

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]
SECOND, MINUTE, HOUR, DAY = (
    timedelta(seconds=1),
    timedelta(minutes=1),
    timedelta(hours=1),
    timedelta(days=1),
)
JUST_AFTER = 2 * SECOND


def at(month, day, hour, minute=0, second=0):
    return datetime(2026, month, day, hour, minute, second, tzinfo=UTC)


# 9am on the Monday after each change, in UTC: the visit, its two reminders, the change, 8am of that Sunday.
SPRING = (at(3, 30, 8), at(3, 28, 9), at(3, 29, 8), at(3, 29, 1), at(3, 29, 7))
AUTUMN = (at(10, 26, 9), at(10, 24, 8), at(10, 25, 9), at(10, 25, 1), at(10, 25, 8))


@contextmanager
def alive(tmp_path, start):
    """The clock, and what arrived: two workers and two beats that look at it."""
    clock = MovedClock(tmp_path)
    clock.set_to(start)
    with (
        Gateway() as gateway,
        Post() as post,
        Fleet(
            tmp_path,
            concurrency=1,
            DJANGO_SETTINGS_MODULE="tests.messaging.moved_settings",
            SMS_URL=f"{gateway.url}?keys=yes",
            EMAIL_URL=f"smtp://127.0.0.1:{post.port}",
            **clock.environment,
        ),
    ):
        yield clock, lambda: (len(post.letters), len(gateway.texts))


def test_over_both_changes_and_a_clock_put_back_each_comes_once_at_its_hour(alice, reminder, tmp_path):
    """The same processes live from March to October; then theirs is an hour fast, and is put right."""
    with alive(tmp_path, SPRING[1] - DAY) as (clock, arrived):
        clinic, client = make_clinic(), client_with(phone="+447700900123", now=SPRING[1] - DAY)
        for number, times in enumerate((SPRING, AUTUMN)):
            check_a_change(
                times, clinic, client, reminder, alice, clock, came_since(arrived, arrived()), number
            )
        check_a_clock_that_is_put_back(reminder, alice, clock, came_since(arrived, arrived()))


def came_since(arrived, before):
    return lambda: tuple(now - then for now, then in zip(arrived(), before, strict=True))


def check_a_change(times, clinic, client, reminder, alice, clock, came, number):
    visit, two_days, day_before, change, eight = times
    clock.is_at(two_days - DAY)
    give(client, now=two_days - DAY)
    book(clinic, client, start=visit, now=two_days - DAY)
    wait_for(lambda: came() == (1, 0))  # the confirmation
    clock.is_at(two_days - MINUTE)
    assert came() == (1, 0)
    clock.is_at(two_days + JUST_AFTER)
    wait_for(lambda: came() == (2, 0))  # the first reminder is a letter
    ends = change + DAY
    reminder(alice, key=f"text {number}", channel="sms", now=change - 4 * HOUR, expires_at=ends)
    reminder(alice, key=f"letter {number}", now=change + JUST_AFTER, expires_at=ends)
    clock.is_at(change - 4 * HOUR)
    assert came() == (2, 0)  # it is night for texts, and the letter's time has not come
    clock.set_to(change - 2 * SECOND)
    wait_for(lambda: came() == (3, 0))  # the beat goes on while the hour is skipped, or comes twice
    assert change < clock.now < change + MINUTE
    clock.is_at(eight - MINUTE)
    assert came() == (3, 0)
    clock.is_at(eight + JUST_AFTER)
    wait_for(lambda: came() == (3, 1))
    clock.is_at(day_before - MINUTE)
    assert came() == (3, 1)
    clock.is_at(day_before + JUST_AFTER)
    wait_for(lambda: came() == (4, 2))  # the second reminder is a letter and a text
    clock.is_at(visit + MINUTE)
    assert came() == (4, 2)


def check_a_clock_that_is_put_back(reminder, alice, clock, came):
    """It stops nobody and doubles nothing: what is due goes out at once, and what went out stays single."""
    noon = at(12, 1, 12)
    clock.set_to(noon + HOUR)
    reminder(alice, key="by the fast clock", now=noon, expires_at=noon + DAY)
    clock.is_at(noon + HOUR)
    assert came() == (1, 0)
    clock.set_to(noon)
    reminder(alice, key="by the right one", now=noon, expires_at=noon + DAY)
    wait_for(lambda: came() == (2, 0))
    clock.is_at(noon + MINUTE)
    clock.is_at(noon + 2 * HOUR)
    assert came() == (2, 0)
