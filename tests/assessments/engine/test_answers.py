from datetime import UTC, datetime
from fractions import Fraction

import pytest

from assessments.engine.answers import Invalid, parse_intake, parse_screening
from tests.assessments.engine.casebook import healthy

AT = "2026-11-20T12:00:00+00:00"


def faults_of(parse, document):
    with pytest.raises(Invalid) as invalid:
        parse(document)
    return dict(invalid.value.faults)


def test_answers_are_flat_exact_and_frozen():
    answers = parse_intake(healthy({"sleep.hours": 7.5, "cramps.side": "left"}))
    assert answers.given["sleep.hours"] == Fraction(15, 2)
    assert answers.given["cramps.side"] == "left"
    with pytest.raises(TypeError):
        answers.given["cramps.side"] = "right"


def test_the_smallest_intake_has_no_answers():
    answers = parse_intake({"answered_at": AT})
    assert answers.answered_at == datetime(2026, 11, 20, 12, tzinfo=UTC)
    assert not answers.given


@pytest.mark.parametrize("document", [None, [], "text", 5, True])
def test_what_is_no_object(document):
    assert faults_of(parse_intake, document) == {"": "must be an object"}


def test_all_faults_come_at_once():
    wrong = {"about.age": "38", "safety.dark_urine": None, "training.weeks": [{"effort": 11}], "saftey": {}}
    wrong |= {"cramps.last_cramp_at": "2026-11-21T12:00:00+00:00", "goals": 5}
    assert set(faults_of(parse_intake, healthy(wrong))) == {
        "/about/age",
        "/safety/dark_urine",
        "/training/weeks/0/effort",
        "/training/weeks/0/minutes",
        "/saftey",
        "/cramps/last_cramp_at",
        "/goals",
    }


def test_a_last_cramp_at_the_very_moment_is_not_in_the_future():
    assert parse_intake(healthy({"cramps.last_cramp_at": AT}))


def test_a_last_cramp_is_compared_as_an_instant():
    wrong = healthy({"cramps.last_cramp_at": "2026-11-20T11:30:00-01:00"})
    assert list(faults_of(parse_intake, wrong)) == ["/cramps/last_cramp_at"]


def test_nine_weeks_are_one_too_many():
    weeks = [{"minutes": 10}] * 9
    assert list(faults_of(parse_intake, healthy({"training.weeks": weeks}))) == ["/training/weeks"]


def test_a_screening_needs_its_time():
    assert list(faults_of(parse_screening, {"tests": []})) == ["/recorded_at"]
