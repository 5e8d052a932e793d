import pytest

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


NO_RUBBING = [
    {"health.medicines": ["anticoagulant"], "health.anticoagulant_for_recent_clot": "no"},
    {"health.conditions": ["bleeding_disorder"]},
    {"health.anticoagulant_for_recent_clot": "yes"},
    {"health.recent_leg_injury_or_surgery": "yes"},
    {"health.weeks_since_leg_injury_or_surgery": 20},
    {"body.past_injuries": [{"site": "knee", "surgery": True, "months_ago": 5}]},
    {"safety.clot_risks": ["leg_in_cast"]},
    {"health.skin_problem_on_legs": "yes"},
    {"safety.foot_sore_or_hot_swollen_foot": "yes"},
    {"safety.burning_or_numb_feet": "yes"},
    {"safety.numb_or_tingling_leg_or_foot": "yes"},
    {"safety.slow_colour_change_in_foot": "yes"},
    *({"health.conditions": [word]} for word in ("diabetes", "nerve_disease", "phlebitis")),
    {"health.conditions": ["peripheral_artery_disease"]},
    *({f"safety.{key}": "not_sure"} for key in ("one_leg_swollen", "one_calf_sore_all_the_time")),
    {"safety.one_calf_warm_or_discoloured": "not_sure"},
]


@pytest.mark.parametrize("change", NO_RUBBING)
def test_rubbing_and_heat_are_left_out_where_they_may_harm(change):
    read = cards(change)
    assert ("during_a_cramp" in read, "during_a_cramp_with_care" in read) == (False, True)


def test_who_may_rub_reads_nothing_of_care():
    assert "during_a_cramp_with_care" not in cards({"health.conditions": ["varicose_veins"]})


def test_no_heel_raises_for_a_leg_that_was_hurt():
    late = {"cramps.settings": ["late_in_exercise"]}
    assert "stronger_calves" in cards(late)
    for change in (NO_RUBBING[3], NO_RUBBING[5], {"health.conditions": ["heart_event_within_3_months"]}):
        assert "stronger_calves" not in cards(late | change)
