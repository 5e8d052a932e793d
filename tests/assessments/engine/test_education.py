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


W, LONGER = "training.weeks", "training.cramping_session_minutes"
CHANGED = [
    "more_volume",
    "more_intensity",
    "hills_or_speed",
    "new_surface",
    "new_sport",
    "heat",
    "race_effort",
]
SHOWN_BY = {
    "training_steps": [
        {W: [{"minutes": 100, "effort": 5}] * 6 + [{"minutes": 131, "effort": 5}] * 2},
        {LONGER: 111},
        {"training.easier_week_last_8_weeks": False},
        {"training.hard_days_back_to_back": True},
        *({"training.changes_last_8_weeks": [word]} for word in CHANGED),
    ],
    "sleep_and_stress": [
        *({"sleep.hours": 6.9}, {"sleep.quality": 6}, {"sleep.stress": 7}, {"sleep.big_life_change": "yes"}),
        *({"sleep.shift_work": True}, {"about.work": "shift"}),
    ],
    "sitting_and_back": [
        {"desk_and_back.sitting_hours": 6},
        *({"desk_and_back.back_pain": word} for word in ("now", "past")),
        {"desk_and_back.leg_symptoms_change_with_back_position": "yes"},
        {"desk_and_back.worse_after_long_sitting": "yes"},
    ],
    "feet_and_shoes": [
        *({"body.shoes_changed_weeks_ago": 0}, {"cramps.triggers": ["new_shoes"]}, {"body.insoles": True}),
        {"training.changes_last_8_weeks": ["new_shoes"]},
        *({"body.foot_shape": word} for word in ("flat", "high_arch")),
        *({"body.shoe_wear": word} for word in ("inner", "outer", "uneven")),
    ],
    "stretching": [{"training.stretches_calves_often": True}, {"cramps.tried": ["stretching"]}],
    "minerals_and_tablets": [{"cramps.tried": ["banana_or_magnesium"]}],
}
NOT_SHOWN_BY = {
    "training_steps": [
        {W: [{"minutes": 100, "effort": 5}] * 6 + [{"minutes": 130, "effort": 5}] * 2},
        {LONGER: 110},
    ],
    "sleep_and_stress": [{"sleep.hours": 7}, {"sleep.quality": 6.1}, {"sleep.stress": 6.9}],
    "sitting_and_back": [{"desk_and_back.sitting_hours": 5.9}],
}


@pytest.mark.parametrize("card", SHOWN_BY)
def test_each_answer_that_asks_for_a_card_shows_it_by_itself(card):
    assert [change for change in SHOWN_BY[card] if card not in cards(change)] == []
    assert [change for change in ({}, *NOT_SHOWN_BY.get(card, [])) if card in cards(change)] == []


def test_stronger_calves_are_for_those_who_train_them_little_or_tire_late():
    strong = {"training.calf_strength_per_week": 2}
    assert "stronger_calves" not in cards(strong)
    late, hills = {"cramps.settings": ["late_in_exercise"]}, {"cramps.triggers": ["hills_or_speed"]}
    for change in (strong | late, strong | hills, {"training.calf_strength_per_week": 1.9}):
        assert "stronger_calves" in cards(change)
