import itertools
from fractions import Fraction

import pytest

from assessments.engine.answers import parse_screening
from assessments.engine.findings import screening_facts
from assessments.rules import load_rules

ADULT = {"about.age": 35, "about.sex": "female"}


def found(*tests, given=ADULT):
    rows = [
        dict(zip(("test", "side", "value"), test, strict=False)) | (test[3] if test[3:] else {})
        for test in tests
    ]
    rows = [{key: value for key, value in row.items() if value is not None} for row in rows]
    screening = parse_screening({"recorded_at": "2026-11-20T12:30:00+00:00", "tests": rows})
    return screening_facts(screening, given, load_rules().norms)


def raises(left, right, **how):
    how = {"variant": "wedge"} | how
    return ("heel_raise_straight", "left", left, how), ("heel_raise_straight", "right", right, how)


def test_the_gap_names_the_weaker_side():
    result = found(*raises(20, 26))
    assert result.facts["heel_raise_straight.gap"] == 6
    assert result.facts["heel_raise_straight.gap_percent"] == Fraction(600, 26)
    assert result.origins["heel_raise_straight.gap"] == ("heel_raise_straight.left", 20)


def test_sides_that_are_alike_name_neither():
    assert found(*raises(20, 20)).origins["heel_raise_straight.least"] == ("heel_raise_straight", 20)


def test_sides_done_in_different_ways_are_not_compared():
    left, right = raises(20, 26)
    assert "heel_raise_straight.gap" not in found(left, (*right[:3], {"variant": "flat"})).facts


@pytest.mark.parametrize("variant", ["flat", "shoes_on", "barefoot", None])
def test_the_norm_counts_only_for_the_variant_that_it_was_made_with(variant):
    how = {"variant": variant} if variant else {}
    assert "heel_raise_straight.percent_of_norm" not in found(("heel_raise_straight", "left", 5, how)).facts


def test_the_share_of_the_norm_is_that_of_the_weaker_leg():
    assert found(*raises(27, 20)).facts["heel_raise_straight.percent_of_norm"] == Fraction(2000, 27)


def test_there_is_no_norm_for_a_child():
    child = {"about.age": 14, "about.sex": "male"}
    assert "heel_raise_straight.percent_of_norm" not in found(*raises(5, 5), given=child).facts


@pytest.mark.parametrize(
    "how", [{"stopped": "pain"}, {"stopped": "cramp"}, {"stopped": "dizziness"}, {"pain": 6}]
)
def test_what_was_stopped_is_no_measure_of_strength(how):
    assert "heel_raise_straight.least" not in found(*raises(3, 3, **how)).facts


def test_what_ended_in_tiredness_or_mild_pain_is():
    assert found(*raises(3, 3, stopped="fatigue", pain=5)).facts["heel_raise_straight.least"] == 3


def test_repeats_count_in_any_order():
    again = ("heel_raise_straight", "left", 10, {"variant": "wedge"})
    slumps = ("slump", "left", "negative"), ("slump", "left", "positive")
    girths = ("calf_girth", "left", 36), ("calf_girth", "left", 39), ("calf_girth", "right", 36)
    orders = itertools.islice(
        itertools.permutations((*raises(30, 31), again, *slumps, *girths)), 0, None, 997
    )
    results = [found(*order) for order in orders]
    assert all(result == results[0] for result in results)
    assert results[0].facts["heel_raise_straight.left"] == 30
    assert results[0].facts["slump.left"] == "positive"
    assert results[0].facts["calf_girth.gap"] == 3


def test_how_far_the_bent_knee_falls_short_is_told_for_the_same_leg():
    wedge = {"variant": "wedge"}
    result = found(
        *raises(20, 30), ("heel_raise_bent", "left", 12, wedge), ("heel_raise_bent", "right", 28, wedge)
    )
    assert result.facts["heel_raise_bent.short_of_straight"] == 8
    assert result.origins["heel_raise_bent.short_of_straight"] == ("heel_raise_bent.left", 12)


def test_both_sides_at_once_means_each():
    facts = found(("foot_posture_index", "both", 3), ("calf_girth", "both", 36)).facts
    assert facts["foot_posture_index.left"] == facts["foot_posture_index.right"] == 3
    assert facts["calf_girth.gap"] == 0


@pytest.mark.parametrize(
    ("pulse", "warmth", "expected"),
    [("left", "left", True), ("left", "right", False), ("both", "right", True), (None, "right", True)],
)
def test_cold_and_pulseless_in_one_foot(pulse, warmth, expected):
    facts = found(("foot_pulses", pulse, "absent"), ("foot_temperature", warmth, "cold")).facts
    assert facts["foot_pulses.absent_in_cold_foot"] is expected


def test_a_leg_raise_counts_only_where_it_brings_on_the_leg_symptom():
    leg, hamstring = {"reproduces": "leg_symptom"}, {"reproduces": "hamstring_stretch"}
    tests = ("straight_leg_raise", "left", 55, leg), ("straight_leg_raise", "right", 40, hamstring)
    assert found(*tests).facts["straight_leg_raise.reproducing_leg"] == 55


def test_a_slump_that_stretches_the_hamstring_does_not_speak_for_the_calf():
    stretch = ("slump", "left", "positive_changes_with_neck", {"reproduces": "hamstring_stretch"})
    assert found(stretch).facts["slump.seen"] == ("positive",)


def test_girths_without_a_side_are_compared_with_every_other():
    girths = (36, None), (39, None), (37, "left")
    facts = found(*[("calf_girth", side, value) for value, side in girths]).facts
    assert facts["calf_girth.gap"] == 3
    assert "calf_girth.gap" not in found(("calf_girth", None, 36)).facts
