"""Words on the line of days, measured in its own font: none is cut off, and none lies over another."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from io import BytesIO

import pytest
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

from assessments.presenters.result.drawings import WORDS, day_line
from assessments.presenters.result.windows import days_between
from hekas.web.assets import FONT
from hekas.web.templatetags.plain import short_day

SIZE, EDGES = 13, (0, 320)
A_YEAR = [datetime(2027, 1, 1, 9, tzinfo=UTC) + timedelta(days=number) for number in range(366)]


@cache
def letters():
    return instancer.instantiateVariableFont(TTFont(BytesIO(FONT.read_bytes())), {"wght": 400})


@cache
def width(letter):
    font = letters()
    return font["hmtx"][font.getBestCmap()[ord(letter)]][0] / font["head"].unitsPerEm * SIZE


def wide(words):
    return sum(map(width, words))


def test_the_days_of_any_window_have_room():
    """Of three days in May the last letters stood beyond the edge."""
    longest = max(wide(days_between(start, start + timedelta(days=n))) for start in A_YEAR for n in range(3))
    assert 130 < longest <= WORDS


@pytest.mark.parametrize("hours", range(-20, 96, 4))
def test_the_words_of_a_cramp_and_of_a_race_soon_after_stand_apart(hours):
    """A cramp two days before a race: each day was written over the other."""
    for cramp in A_YEAR[::7]:
        race = cramp + timedelta(hours=hours)
        told = {
            "cramps": {"last_cramp_at": cramp.isoformat()},
            "training": {"next_event_on": date(race.year, race.month, race.day).isoformat()},
        }
        start, end = (cramp + timedelta(days=days) for days in (1, 2))
        window = {"service": "post_cramp", "fit": "best", "from": start.isoformat(), "to": end.isoformat()}
        line = day_line(told, [window])
        cramp_ends = line.cramp.words_at + wide(f"cramp, {short_day(line.cramp.at)}")
        event_begins = line.event.words_at - wide(f"event, {short_day(line.event.at)}")
        assert EDGES[0] <= line.cramp.words_at
        assert cramp_ends + 4 < event_begins
        assert line.event.words_at <= EDGES[1]
