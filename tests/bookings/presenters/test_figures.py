"""Each picture says what its table says: as many bars as rows, as long as the numbers, on one scale."""

from datetime import date, timedelta

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
ROUNDED = {"money"}  # there is room for hundreds of pounds above a bar; the table has the pence


@st.composite
def figures(draw):
    tallies = draw(st.lists(TALLIES, min_size=1, max_size=12))
    weeks = {MONDAY + n * timedelta(days=7): tally for n, tally in enumerate(tallies)}
    people = draw(st.dictionaries(st.text("abc", min_size=1, max_size=3), TALLIES, min_size=1))
    return Figures(MONDAY, weeks, people, draw(COUNTS), draw(COUNTS))


def number(cell):
    """What a cell of the table says, as a number."""
    return float(cell.strip("£%").replace(",", ""))


def size(picture, bar):
    return bar.width if picture.is_lying else bar.height


@BUSY
@given(figures())
def test_bars_are_the_rows_of_the_table_and_as_long_as_its_numbers(found):
    for picture in pictures(found):
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
            assert bar.text in row or picture.key in ROUNDED
            if picture.is_lying:
                assert bar.label == row[0]


def test_the_pounds_above_a_bar_are_those_of_the_table_to_the_hundred():
    found = Figures(MONDAY, {MONDAY: Tally(pence=195_450)}, {}, {}, {})
    (picture,) = (one for one in pictures(found) if one.key == "money")
    assert (picture.bars[0].text, picture.rows[0][2]) == ("£2,000", "£1,954.50")
