"""Each picture says what its table says: as many bars as rows, as long as the numbers, on one scale."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bookings.presenters.figures import HIGH, NAME, NUMBER, WIDE, pictures
from bookings.queries.figures import Figures, Tally

MONDAY = date(2026, 11, 23)
TALLIES = st.builds(
    Tally,
    minutes=st.integers(0, 3000),
    working=st.integers(0, 3000),
    done=st.integers(0, 60),
    missed=st.integers(0, 9),
    pence=st.integers(0, 900_000),
)
COUNTS = st.dictionaries(st.text("abc", min_size=1, max_size=3), st.integers(0, 900_000), min_size=1)
NUMBER_OF = {"full": 3, "people": 3, "missed": 2, "leads": 1, "money": 2, "kinds": 1}  # the column drawn
BUSY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def figures(draw):
    tallies = draw(st.lists(TALLIES, min_size=1, max_size=12))
    weeks = {MONDAY + n * timedelta(days=7): tally for n, tally in enumerate(tallies)}
    people = draw(st.dictionaries(st.text("abc", min_size=1, max_size=3), TALLIES, min_size=1))
    return Figures(MONDAY, weeks, people, draw(COUNTS), draw(COUNTS))


def number(cell):
    """What a cell of the table says, as a number; a little and nothing at all are drawn as nothing."""
    return 0.0 if cell in ("–", "<1%") else float(cell.strip("£%").replace(",", ""))


def size(picture, bar):
    return bar.width if picture.is_lying else bar.height


@BUSY
@given(figures())
def test_bars_are_the_rows_of_the_table_and_as_long_as_its_numbers(found):
    for picture in pictures(found):
        assert picture.is_blank == (not any(size(picture, bar) for bar in picture.bars))
        values = [number(row[NUMBER_OF[picture.key]]) for row in picture.rows]
        sizes = [size(picture, bar) for bar in picture.bars]
        assert len(values) == len(sizes)
        room = WIDE - NAME - NUMBER if picture.is_lying else HIGH - 24
        unit = room / max([*values, 100 if picture.key in ("full", "people") else 0, 1e-9])
        least = 0.01 if picture.key in ("money", "kinds") else 1  # of nothing but zeros nothing is drawn
        expected = [value * unit if max(values) >= least else 0 for value in values]
        assert sizes == pytest.approx(expected, abs=0.11), picture.key


@BUSY
@given(figures())
def test_what_a_bar_says_is_in_its_row(found):
    for picture in pictures(found):
        for bar, row in zip(picture.bars, picture.rows, strict=True):
            if picture.key == "money" and bar.text:
                assert abs(number(bar.text) - number(row[2])) <= 0.5
            else:
                assert bar.text in ("", *row)
            if picture.is_lying:
                assert bar.label == row[0]


def picture_of(key, *tallies):
    """Of weeks for which somebody booked at least one visit."""
    weeks = {MONDAY + n * timedelta(days=7): tally for n, tally in enumerate(tallies)}
    return next(one for one in pictures(Figures(MONDAY, weeks, {}, {"1 or 2 days": 1}, {})) if one.key == key)


def test_weeks_without_any_visit_have_no_pictures():
    working = {MONDAY: Tally(working=480)}
    assert pictures(Figures(MONDAY, working, {"Demo": Tally(working=480)}, {"1 or 2 days": 0}, {})) == []


@pytest.mark.parametrize(
    ("key", "tally", "sentence"),
    [
        ("full", Tally(working=480), "No visit took working time."),
        ("missed", Tally(done=1), "Somebody came to the one visit that was due."),
        ("missed", Tally(done=7), "Somebody came to all 7 visits that were due."),
        ("money", Tally(done=7), "No visit that took place had a price."),
    ],
)
def test_nothing_but_noughts_is_a_sentence_and_no_drawing(key, tally, sentence):
    found = picture_of(key, tally)
    assert (found.is_blank, found.sentence) == (True, sentence)
    assert not picture_of(key, tally, Tally(minutes=60, working=480, missed=1, pence=100)).is_blank


@pytest.mark.parametrize(
    ("pence", "bar", "row"),
    [(195_400, "£1,954", "£1,954"), (195_450, "£1,955", "£1,954.50"), (4_900, "£49", "£49"), (0, "", "£0")],
)
def test_the_pounds_above_a_bar_are_those_of_the_table_to_the_pound(pence, bar, row):
    found = picture_of("money", Tally(pence=pence))
    assert (found.bars[0].text, found.rows[0][2]) == (bar, row)
    assert ("nearest pound" in found.sentence) == ("." in row)


@pytest.mark.parametrize(
    ("minutes", "working", "said"),
    [(0, 0, "–"), (60, 0, "–"), (0, 480, "0%"), (1, 480, "<1%"), (240, 480, "50%"), (600, 480, "125%")],
)
def test_a_little_is_not_nothing_and_nothing_worked_is_no_share(minutes, working, said):
    found = picture_of("full", Tally(minutes=minutes, working=working))
    assert (found.bars[0].text, found.rows[0][3]) == (said, said)
    assert (found.sentence == "Nobody worked in these weeks.") == (said == "–")


def test_where_no_visit_was_due_nobody_was_missing():
    found = picture_of("missed", Tally())
    assert (found.sentence, found.rows[0][3]) == ("No visit was due.", "–")


@pytest.mark.parametrize("weeks", [4, 12, 26, 52])
def test_words_over_and_under_bars_have_room(weeks):
    """Of a year twelve weeks at most are named, the last one always, and the highest alone has its number."""
    tallies = [Tally(pence=500_000 if n == weeks // 2 else 100_000) for n in range(weeks)]
    bars = picture_of("money", *tallies).bars
    named = [bar for bar in bars if bar.label]
    assert len(named) <= 12 and bars[-1].label
    assert min((b.x - a.x for a, b in pairwise(named)), default=99) >= 48
    told = [bar for bar in bars if bar.text]
    assert len(told) == (weeks if weeks <= 12 else 1)
    assert max(bars, key=lambda bar: bar.height) in told
