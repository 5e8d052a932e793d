from assessments.engine.answers import parse_intake
from assessments.engine.assess import assess
from assessments.rules import load_rules
from tests.assessments.engine.casebook import healthy

ALWAYS = {"during_a_cramp", "after_a_cramp", "long_term_prevention", "what_massage_shows", "massage_timing"}


def cards(change):
    return assess(parse_intake(healthy(change)), load_rules()).education


def test_everyone_may_read_what_helps_in_a_cramp_and_when_to_see_a_doctor():
    assert ALWAYS | {"when_to_see_a_doctor"} <= set(cards({}))


def test_the_myth_is_told_to_those_who_hold_it_or_act_on_it():
    assert "dehydration_myth" in cards({"cramps.believes_dehydration": True})
    assert "dehydration_myth" in cards({"cramps.drinking": "large_amounts_at_once"})
    assert "dehydration_myth" not in cards({"cramps.believes_dehydration": False})


def test_nothing_else_to_read_beside_an_urgent_action():
    assert cards({"safety.one_leg_swollen": "yes"}) == ()


def test_compression_is_never_suggested_from_answers_alone():
    for swelling in ("yes", "no", "not_sure"):
        assert "light_compression" not in cards({"safety.both_legs_swollen": swelling})
