"""What a single choice counts for: the points that the engine gives to it alone."""

import pytest

from assessments.engine.terms import Cause
from assessments.rules.questionnaire import load_questionnaire
from hekas.fhir import questions
from hekas.fhir.weights import ITEM_WEIGHT, option, points_of
from tests.fhir.test_parts import linked

NOW = load_questionnaire()


@pytest.mark.parametrize(
    "key, value, points",
    [
        ("cramps.settings", "late_in_exercise", {"calf_weakness": 2}),
        ("cramps.settings", "unsure", {}),
        ("cramps.side", "left", {}),
    ],
)
def test_a_choice_has_the_points_that_its_row_gives_it(key, value, points):
    assert points_of(key, value) == points


def test_every_weight_is_of_a_cause_and_within_what_one_question_may_count():
    found = {
        (question.key, choice.value): points_of(question.key, choice.value)
        for question in NOW.questions
        for choice in question.choices
    }
    weights = [number for points in found.values() for number in points.values()]
    assert len(weights) > 15
    assert {cause for points in found.values() for cause in points} <= {str(cause) for cause in Cause}
    assert all(0 < abs(number) <= 3 for number in weights)


def test_the_form_in_force_carries_them_and_an_older_one_does_not():
    def weighted(form):
        items = linked(form["item"])
        return {i["linkId"] for i in items for o in i.get("answerOption", ()) if "extension" in o}

    assert "cramps.settings" in weighted(questions.form(NOW.version, {}))
    assert weighted(questions.form("0.9", {"cramps.settings": "When?"}, NOW)) == set()


def test_of_two_causes_the_largest_is_the_weight_and_each_has_its_own():
    made = option({"code": "x"}, {"calf_weakness": -1, "nerve": 2})
    assert made["extension"] == [
        {"url": ITEM_WEIGHT, "valueDecimal": 2},
        {"url": "urn:hekas:points:calf_weakness", "valueDecimal": -1},
        {"url": "urn:hekas:points:nerve", "valueDecimal": 2},
    ]
    assert made["valueCoding"]["extension"][0]["valueDecimal"] == 2
    assert option({"code": "x"}, {}) == {"valueCoding": {"code": "x"}}
