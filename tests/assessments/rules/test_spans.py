"""Lengths of time in whichever unit comes to mind."""

import pytest

from assessments.rules.spans import convert, in_words_of, spoken

UNITS = ("days", "weeks", "months", "years")


@pytest.mark.parametrize(
    ("amount", "unit", "to", "kept"),
    [
        (2, "weeks", "weeks", 2),
        (2, "months", "weeks", 8.7),
        (3, "days", "weeks", 0.43),
        (30, "seconds", "minutes", 0.5),
        (2, "years", "months", 24),
        (1, "hours", "minutes", 60),
    ],
)
def test_conversion(amount, unit, to, kept):
    assert convert(amount, unit, to) == kept


@pytest.mark.parametrize("amount", range(1, 13))
@pytest.mark.parametrize("unit", UNITS)
def test_what_somebody_typed_is_read_back_as_the_same_length(amount, unit):
    kept = convert(amount, unit, "weeks")
    number, shown = in_words_of(kept, "weeks", UNITS)
    assert convert(number, shown, "days") == pytest.approx(convert(amount, unit, "days"), rel=0.03)


@pytest.mark.parametrize(
    ("amount", "unit", "words"),
    [
        (8.7, "weeks", "2 months"),
        (1, "weeks", "1 week"),
        (0.5, "minutes", "30 seconds"),
        (0, "weeks", "0 weeks"),
    ],
)
def test_spoken(amount, unit, words):
    units = ("seconds", "minutes") if unit == "minutes" else UNITS
    assert spoken(amount, unit, units) == words
