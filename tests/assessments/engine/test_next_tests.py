from assessments.engine.answers import parse_intake, parse_screening
from assessments.engine.assess import assess
from assessments.rules import load_rules
from tests.assessments.engine.casebook import everyone, healthy


def first(change, tests=()):
    screening = parse_screening({"recorded_at": "2026-11-20T12:30:00Z", "tests": list(tests)})
    result = assess(parse_intake(healthy(change)), load_rules(), screening)
    return [one.test for one in result.screen_first]


BACK = {
    "desk_and_back.back_pain": "now",
    "desk_and_back.sitting_hours": 8,
    "desk_and_back.muscle_twitching": "no",
}


def test_what_could_change_the_order_comes_first():
    assert set(first(BACK)[:2]) & {"slump", "heel_raise_straight"}
    assert len(first(BACK)) == 5


def test_what_was_measured_is_not_asked_for_again():
    done = [{"test": "slump", "side": "left", "value": "negative"}]
    assert "slump" in first(BACK) and "slump" not in first(BACK, done)


def test_a_test_that_was_noted_without_a_value_is_still_to_do():
    assert "slump" in first(BACK, [{"test": "slump", "side": "left"}])


def test_nothing_is_tested_first_on_someone_who_is_sent_elsewhere():
    assert first({"safety.dark_urine": "yes"}) == []


def test_the_order_follows_the_rules_and_is_not_a_list_by_hand():
    orders = {tuple(first_of(case)) for case in list(everyone().values())[:60] if case.intake}
    assert len(orders) > 3


def first_of(case):
    return [one.test for one in assess(parse_intake(case.intake), load_rules()).screen_first]


def because(test, change, tests=()):
    screening = parse_screening({"recorded_at": "2026-11-20T12:30:00Z", "tests": list(tests)})
    result = assess(parse_intake(healthy(change)), load_rules(), screening)
    return next((one.because for one in result.screen_first if one.test == test), "")


CLUMSY = {
    "cramps.side": "left",
    "body.past_injuries": [{"site": "ankle", "side": "left", "months_ago": 6}],
    "body.foot_shape": "flat",
}


def test_a_test_promises_nothing_that_the_answers_rule_out():
    """Normal feet speak against foot mechanics only where both calves cramp: here they can't lower it."""
    assert "not shown" not in because("foot_posture_index", CLUMSY)
    assert "not shown" not in because("knee_to_wall", CLUMSY)


def test_a_test_whose_limits_are_for_adults_is_not_asked_of_a_child():
    assert "foot_posture_index" not in first({**CLUMSY, "about.age": 15})


def test_what_another_test_has_settled_is_no_longer_promised():
    """The back moves freely only speaks against the nerve where the slump was clear."""
    slump = [{"test": "slump", "side": "left", "value": "positive_changes_with_neck"}]
    assert "lumbar_movement" in first(BACK)
    assert "lumbar_movement" not in first(BACK, slump)


def test_what_a_test_could_change_is_said_between_round_quotes():
    said = [because(test, change) for change in (CLUMSY, BACK) for test in first(change)]
    assert any("could move" in words and "“" in words for words in said)
    assert [words for words in said if "'" in words] == []
