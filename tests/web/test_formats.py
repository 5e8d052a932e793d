"""Times in the settings: as hours and minutes, in a list as in a field."""

from datetime import UTC, datetime, time

import pytest
from django.forms import TimeField
from django.utils.formats import date_format, localize_input, time_format


@pytest.mark.parametrize("at, said", [(time(9), "09:00"), (time(12), "12:00"), (time(13, 15), "13:15")])
def test_a_time_is_shown_as_it_is_typed(at, said):
    assert time_format(at) == localize_input(at) == said
    assert TimeField().clean(said) == at


def test_a_moment_has_the_same_clock():
    assert (
        date_format(datetime(2026, 12, 3, 13, 5, tzinfo=UTC), "DATETIME_FORMAT") == "3 December 2026, 13:05"
    )


def test_seconds_are_still_understood():
    assert TimeField().clean("09:00:30") == time(9, 0, 30)
