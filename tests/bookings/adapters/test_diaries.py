"""Working time from what the search reads: remembered by its words, so a change of a word is a change."""

import json
from datetime import UTC, date, datetime, time

from bookings.adapters.diaries import pattern_of, rota_of
from bookings.scheduling.intervals import Interval
from bookings.scheduling.working_time import DayChange, Hours
from tests.bookings.clinic import LONDON

MONDAY = date(2026, 6, 1)
WEEKLY = [0, "09:00:00", "12:00:00", 7, "2026-01-01", None, 1]
NINE, NOON = (datetime(2026, 6, 1, hour, tzinfo=UTC) for hour in (8, 11))  # an hour behind the clock


def rota(weekly=WEEKLY, changes=None, shut=()):
    told = json.dumps(changes) if changes else None
    return rota_of(json.dumps([weekly]), told, shut, MONDAY, MONDAY, LONDON)


def test_the_same_words_are_worked_out_once():
    assert rota() is rota()
    ((place, piece, made_of),) = rota().blocks
    assert (place, made_of, [shift.span for shift in rota()]) == (7, (piece,), [Interval(NINE, NOON)])


def test_another_word_is_another_rota():
    later = [0, "10:00:00", *WEEKLY[2:]]
    assert rota(later)[0].span.start > rota()[0].span.start
    assert rota(changes=[["2026-06-01", None, None, None]]) == ()
    shut = json.dumps([["2026-06-01", "2026-06-01"]])
    assert rota(shut=((7, shut),)) == ()
    assert rota(shut=((8, shut),)) == rota()


def test_a_day_that_is_changed_and_time_off():
    off = json.dumps([["2026-06-01T10:00:00+01:00", "2026-06-01T11:00:00+01:00"]])
    changes = json.dumps([["2026-06-01", "13:00:00", "14:00:00", 8], ["2026-06-02", None, None, None]])
    pattern = pattern_of(None, changes, off)
    assert pattern.weekly == ()
    changed = DayChange(MONDAY, (Hours(time(13), time(14), 8),)), DayChange(date(2026, 6, 2))
    assert pattern.changes == changed
    assert pattern.off == (
        Interval(datetime(2026, 6, 1, 9, tzinfo=UTC), datetime(2026, 6, 1, 10, tzinfo=UTC)),
    )
