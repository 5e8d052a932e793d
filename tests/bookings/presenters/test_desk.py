"""When somebody is away, as the desk reads it."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bookings.presenters.desk import away_words

LONDON = ZoneInfo("Europe/London")


def at(day, hour=0, minute=0, month=12):
    return datetime(2026, month, day, hour, minute, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        (at(11), at(13), "Friday 11 December to Saturday 12 December"),
        (at(11), at(12), "Friday 11 December"),
        (at(11, 13), at(11, 14, 30), "Friday 11 December, 1:00pm to 2:30pm"),
        (at(11, 13), at(12, 9), "Friday 11 December, 1:00pm to Saturday 12 December, 9:00am"),
        (at(11, 13), at(12), "Friday 11 December, 1:00pm to Saturday 12 December, 12:00am"),
        (at(25, month=10), at(26, month=10), "Sunday 25 October"),  # the day of 25 hours
    ],
)
def test_whole_days_have_names_and_all_else_the_clock(since, until, said):
    assert away_words(since, until) == said
