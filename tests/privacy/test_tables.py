"""CSV that no spreadsheet runs."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hekas.privacy.tables import DANGEROUS, lines, safe


@pytest.mark.parametrize("text", ["＝1+1", "=1+1", "+441234", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_what_looks_like_a_formula_is_text(text):
    assert safe(text) == f"'{text}"


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""),
        (-3, "-3"),
        (Decimal("-1.5"), "-1.5"),
        (True, "True"),
        (date(2026, 11, 28), "2026-11-28"),
        (datetime(2026, 11, 28, 9, tzinfo=UTC), "2026-11-28T09:00:00+00:00"),
        ({"b": "é", "a": [1]}, '{"a": [1], "b": "é"}'),
    ],
)
def test_other_values_are_told_as_they_are(value, cell):
    assert safe(value) == cell


@given(st.text())
def test_no_text_becomes_a_formula(text):
    assert not safe(text).startswith(DANGEROUS)


def test_lines_begin_with_the_head():
    assert b"".join(lines(["a", "b"], [["x", 'say "so"']])).decode("utf-8-sig") == 'a,b\r\nx,"say ""so"""\r\n'
