from fractions import Fraction

import pytest

from assessments.engine.answers import Invalid, parse_screening

AT = "2026-11-20T12:30:00+00:00"


def measured(**test):
    return parse_screening({"recorded_at": AT, "tests": [test]}).tests[0]


def refused(**test):
    with pytest.raises(Invalid) as invalid:
        measured(**test)
    return [path for path, _ in invalid.value.faults]


def test_a_length_in_the_other_unit_is_turned_into_the_usual_one():
    assert measured(test="calf_girth", side="left", value=361, unit="mm").value == Fraction(361, 10)
    assert measured(test="knee_to_wall", side="left", value=95, unit="mm").value == Fraction(19, 2)


def test_a_number_without_a_unit_is_in_the_usual_one():
    assert measured(test="heel_raise_straight", side="left", value=20).value == 20


@pytest.mark.parametrize(
    "test",
    [
        {"test": "heel_raise_straight", "value": "ten"},
        {"test": "heel_raise_straight", "value": 10.5},
        {"test": "foot_posture_index", "value": 99},
        {"test": "slump", "value": 5},
        {"test": "ankle_jerk", "value": ""},
        {"test": "pitting", "value": "Present"},
        {"test": "toe_grip", "value": True},
        {"test": "calf_girth", "value": float("nan")},
        {"test": "standing_posture", "value": "\ud800"},
    ],
)
def test_a_value_that_its_test_cannot_have_is_refused_by_name(test):
    assert refused(**test) == ["/tests/0/value"]


def test_a_unit_that_its_test_cannot_have_is_refused_by_name():
    assert refused(test="calf_girth", value=36, unit="deg") == ["/tests/0/unit"]


def test_a_test_that_was_noted_and_not_measured_is_kept_without_a_value():
    assert measured(test="knee_to_wall", side="left").value is None


def test_posture_is_free_text():
    assert measured(test="standing_posture", value="leans to the left").value == "leans to the left"
