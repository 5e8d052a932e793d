"""A reading as sentences: symmetry, the smallest real change, pain, and how it was done."""

from decimal import Decimal

import pytest

from assessments.engine.catalogue import Measure, Person
from assessments.engine.readings import derive
from assessments.labels_care import with_unit
from assessments.presenters.visit.readings import HOW, HOW_ELSE, lines_of
from assessments.rules import load_rules
from assessments.rules.screening import load_screening


def lines(test, left, right, before=None, **how):
    def both(values, how):
        return [
            Measure(test, s, Decimal(str(v)), **how) for s, v in zip(("left", "right"), values, strict=True)
        ]

    earlier = both(*before) if before else ()
    person, norms = Person(43, "female"), load_rules().norms
    (reading,) = derive(both((left, right), how), earlier, person, load_screening(), norms)
    return [(line.kind, line.text) for line in lines_of(reading)]


def test_heel_raises_say_norm_symmetry_and_the_smallest_real_change_at_once():
    assert lines("heel_raise_straight", 26, 17, variant="wedge") == [
        ("plain", "Left: 104% of the usual 25."),
        ("caution", "Right: 68% of the usual 25, under 75%."),
        ("plain", "Symmetry 65%. Smallest real change: 7 raises."),
        ("caution", "Sides differ. Right is 9 fewer (35%). Counts from 7 fewer and over 15%."),
    ]


def test_what_left_and_right_say_alike_is_said_once():
    """On a phone a screening was twice as long as what it said."""
    assert lines("ankle_angle", 30, 30)[0] == ("caution", "Both: 30 degrees, under 38 degrees.")
    assert [text for _, text in lines("ankle_angle", 30, 31)][:2] == [
        "Left: 30 degrees, under 38 degrees.",
        "Right: 31 degrees, under 38 degrees.",
    ]


def test_what_has_no_side_begins_as_a_sentence_does():
    worn, person = Measure("shoe_check", "both", "worn"), Person(43, "female")
    (reading,) = derive([worn], (), person, load_screening(), load_rules().norms)
    assert [line.text for line in lines_of(reading)] == ["Worn."]


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        *((1, "reps", "1 raise"), (2, "reps", "2 raises"), (1, "s", "1 second"), (1, "cm", "1 cm")),
        *((0, "points", "0 points"), (30, "percent_body_weight", "30% of body weight")),
    ],
)
def test_a_number_is_said_with_its_unit(value, unit, said):
    assert with_unit(Decimal(value), unit) == said


def test_a_change_is_told_beside_the_smallest_that_is_real():
    told = lines("knee_to_wall", 11, 9.5, before=((10, 7.5), {"variant": "barefoot"}), variant="barefoot")
    assert ("plain", "Left: up 1 cm since last time, within day-to-day noise.") in told
    assert ("plain", "Right: up 2 cm since last time, more than day-to-day noise.") in told
    assert any("Smallest real change: 1.9 cm." in text for _, text in told)


@pytest.mark.parametrize("variant, words", [("", HOW), ("flat", HOW_ELSE)])
def test_without_the_wedge_there_is_no_norm_and_the_page_says_why(variant, words):
    told = lines("heel_raise_straight", 26, 26, variant=variant)
    assert ("plain", words) in told
    assert not any("of the usual" in text for _, text in told)


def test_a_painful_test_is_to_be_stopped_and_little_pain_is_only_told():
    assert ("caution", "Both: pain 6 of 10. Stop this test: over 5.") in lines("hip_rotation", 40, 40, pain=6)
    assert ("plain", "Both: pain 5 of 10.") in lines("hip_rotation", 40, 40, pain=5)


def test_another_way_than_last_time_is_said_and_not_compared():
    told = lines("heel_raise_straight", 26, 26, before=((20, 20), {"variant": "flat"}), variant="wedge")
    assert ("plain", "Both: done another way last time, so not compared with 20.") in told
    assert not any("since last time" in text for _, text in told)
