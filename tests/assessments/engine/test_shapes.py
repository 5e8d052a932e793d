from fractions import Fraction

import pytest

from assessments.engine.shapes import Choice, Numeric, any_of, exact, record, several, text, truth

TWICE = "must not name a thing twice"


def read(shape, value):
    faults = []
    return shape(value, faults), faults


@pytest.mark.parametrize(
    ("given", "meant"), [(5, 5), (5.0, 5), (0.1, Fraction(1, 10)), (-0.0, 0), (7.35, Fraction(147, 20))]
)
def test_a_number_is_what_was_written(given, meant):
    assert exact(given) == meant


@pytest.mark.parametrize("given", [True, "5", None, float("nan"), float("inf"), [], {}])
def test_what_is_no_finite_number(given):
    assert exact(given) is None


@pytest.mark.parametrize("given", [-1, 121, 38.5, True, "38", None, 10**400])
def test_an_age_that_is_refused(given):
    assert read(Numeric(0, 120, whole=True), given)[1] == [("", "must be a whole number from 0 to 120")]


def test_a_choice_does_not_take_what_only_looks_alike():
    for given in ("Yes", "yes ", True, 1, ["yes"], None):
        assert read(Choice("yes", "no"), given)[1] == [("", "must be one of: yes, no")]


def test_true_is_not_one():
    assert read(truth, 1)[1] and read(truth, "true")[1] and not read(truth, False)[1]


def test_every_fault_is_named_with_its_pointer():
    shape = record({"a": several(Numeric(0, 9)), "b": truth}, needs=("c",))
    faults = read(shape, {"a": [1, "x", 10], "b": 0, "d/e~f": 1})[1]
    assert [path for path, _ in faults] == ["/a/1", "/a/2", "/b", "/d~1e~0f", "/c"]


def test_a_repeat_in_a_list_of_different_words_is_named():
    assert read(any_of("a", "b"), ["a", "b", "a"])[1] == [("/2", "is given twice"), ("", TWICE)]


def test_a_long_name_or_text_is_not_repeated():
    faults = read(record({"a": text(5)}), {"x" * 1000: 1, "a": "y" * 1000})[1]
    assert [path for path, _ in faults] == ["", "/a"]
    assert all("xxx" not in message and "yyy" not in message for _, message in faults)


def test_half_a_character_is_refused_and_a_whole_one_is_not():
    assert read(text(9), "\ud800")[1] and not read(text(9), "😀 é")[1]
