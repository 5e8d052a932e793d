"""One who waits, in words as short as the days and times that they gave."""

from datetime import UTC, date, datetime, timedelta

import pytest
from psycopg2.extras import DateTimeTZRange

from bookings.models import Appointment, WaitlistEntry, WaitlistOffer
from bookings.presenters.waitlist import DeskLine, Waiting

TUESDAY, FRIDAY = date(2026, 11, 24), date(2026, 11, 27)


def line(**said):
    given = {"first_day": TUESDAY, "last_day": FRIDAY, **said}
    return DeskLine(1, Waiting(WaitlistEntry(**given)))


@pytest.mark.parametrize(("last", "words"), [(TUESDAY, "Tue 24 Nov"), (FRIDAY, "Tue 24 Nov to Fri 27 Nov")])
def test_a_day_is_said_once(last, words):
    assert line(last_day=last).waiting.dates == words


@pytest.mark.parametrize(("evenings", "words"), [(True, "any time"), (False, "morning, afternoon")])
def test_who_takes_any_time_reads_so(evenings, words):
    assert line(evenings=evenings).parts == words


def test_whoever_waits_for_any_time_reads_one_line_and_no_list():
    every, two = (Waiting(WaitlistEntry(evenings=evenings)) for evenings in (True, False))
    assert every.parts == ["Any time of day"]
    assert two.parts == ["Morning, before noon", "Afternoon, noon to 5pm"]


@pytest.mark.parametrize(("state", "is_said"), [("waiting", True), ("taken", False), ("over", False)])
def test_a_time_is_kept_only_for_whoever_waits(state, is_said):
    """Beside "You have taken a time" it would ask them to take one."""
    start = datetime(2026, 11, 24, 10, tzinfo=UTC)
    hold = Appointment(during=DateTimeTZRange(start, start + timedelta(hours=1)))
    offer = WaitlistOffer(appointment=hold, until=start - timedelta(hours=1))
    assert bool(Waiting(WaitlistEntry(state=state), offer=offer).kept) == is_said
