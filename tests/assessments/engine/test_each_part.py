"""Each part of a safety rule by itself, and each limit at its very number."""

from datetime import UTC, datetime, timedelta

import pytest

from assessments.engine.answers import parse_intake, parse_screening
from assessments.engine.assess import assess, triage
from assessments.engine.terms import Gate
from assessments.rules import load_rules
from tests.assessments.engine.casebook import healthy
from tests.assessments.engine.strategies import YES_NO

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
RISKS = [
    *("surgery_or_bed_rest_12_weeks", "leg_in_cast", "journey_over_4_hours", "active_cancer"),
    *("hormone_treatment", "past_clot", "family_clot", "clot_within_6_months"),
]
CONDITIONS = [
    *("peripheral_artery_disease", "diabetes", "nerve_disease", "kidney_disease", "liver_disease"),
    *("thyroid_disease", "electrolyte_disorder", "heart_disease", "active_cancer", "bleeding_disorder"),
    *("osteoporosis", "varicose_veins", "past_cancer", "phlebitis", "uncontrolled_blood_pressure"),
    "heart_event_within_3_months",
]
MEDICINES = [
    *("statin", "fibrate_colchicine_or_ciclosporin", "diuretic", "long_acting_inhaler"),
    *("calcium_channel_blocker", "raloxifene", "steroid", "anticoagulant", "teriparatide"),
    *("intravenous_iron", "naproxen", "other", "not_sure"),
]
WOMAN = {"about.sex": "female"}
PREGNANT = [{**WOMAN, "about.pregnancy": state} for state in ("pregnant", "birth_within_6_weeks")]
SEVERE = {"safety.severe_pain_not_settling": "yes"}
THINNER = {"health.medicines": ["anticoagulant"], "health.anticoagulant_for_recent_clot": "yes"}


def ids(change, days=0):
    return [one.id for one in of(change, days).flags]


def of(change, days=0):
    return triage(parse_intake(healthy(change)), load_rules(), checked_at=NOON + timedelta(days=days))


@pytest.mark.parametrize("change", [*({"safety.clot_risks": [risk]} for risk in RISKS), *PREGNANT, THINNER])
def test_severe_pain_with_anything_that_makes_a_clot_likelier_is_same_day(change):
    assert "U1" in ids({**SEVERE, **change}) and "U1" not in ids(change)


def test_severe_pain_with_cancer_told_as_an_illness_is_same_day():
    assert "U1" in ids({**SEVERE, "health.conditions": ["active_cancer"]})
    assert "U1" not in ids(SEVERE)


@pytest.mark.parametrize(
    ("key", "words"),
    [("safety.clot_risks", RISKS), ("health.conditions", CONDITIONS), ("health.medicines", MEDICINES)],
)
def test_none_beside_any_other_tick_does_not_fit(key, words):
    assert [word for word in words if "X2" not in ids({key: ["none", word]})] == []
    assert [word for word in words if "X2" in ids({key: [word]})] == []


@pytest.mark.parametrize("pregnant", PREGNANT)
@pytest.mark.parametrize(
    "leg",
    [
        *({f"safety.{key}": "yes"} for key in ("one_leg_swollen", "one_calf_sore_all_the_time")),
        {"safety.one_calf_warm_or_discoloured": "yes"},
        *({"cramps.side": side} for side in ("left", "right")),
    ],
)
def test_pregnant_and_one_leg_is_a_pair_and_both_legs_another(pregnant, leg):
    both, one = ids({**pregnant, "cramps.side": "both"}), ids({**pregnant, "cramps.side": "both", **leg})
    assert ("U7" in one, "G9" in one) == (True, False)
    assert ("U7" in both, "G9" in both) == (False, True)


@pytest.mark.parametrize("pregnancy", ["pregnant", "birth_within_6_weeks"])
def test_a_man_who_is_pregnant_does_not_fit(pregnancy):
    assert "X2" in ids({"about.sex": "male", "about.pregnancy": pregnancy})
    assert "X2" not in ids({"about.sex": "female", "about.pregnancy": pregnancy})


@pytest.mark.parametrize(("minutes", "fires"), [(9.9, False), (10, True)])
def test_a_rest_cramp_is_brief_under_ten_minutes(minutes, fires):
    old = {"safety.rest_cramps_without_trigger": "yes", "safety.rest_cramps_are_new": "no"}
    told = {**old, "cramps.lasts_minutes": minutes, "cramps.nights_woken_per_week": 0}
    assert ("G1a" in ids(told)) is fires


@pytest.mark.parametrize(("weeks", "fires"), [(12, True), (12.1, False), (104, False)])
@pytest.mark.parametrize(
    "cancer",
    [
        *({"health.conditions": [word]} for word in ("past_cancer", "active_cancer")),
        {"safety.clot_risks": ["active_cancer"]},
    ],
)
def test_cramps_are_new_in_their_first_twelve_weeks(cancer, weeks, fires):
    assert ("G13" in ids({**cancer, "cramps.weeks_since_first": weeks})) is fires


@pytest.mark.parametrize(("weeks", "fires"), [(25.9, True), (26, False)])
def test_an_injury_counts_for_less_than_half_a_year(weeks, fires):
    assert ("K3" in ids({"health.weeks_since_leg_injury_or_surgery": weeks})) is fires


ONE_ANSWER_WITHOUT_THE_OTHER = {
    "X2 thinner": {"health.anticoagulant_for_recent_clot": "yes"},
    "X2 muscles": {"safety.unexplained_muscle_pain_or_weakness": "yes"},
    "X2 rest": {"safety.rest_cramps_are_new": "yes"},
    "K4 sore": {"safety.foot_sore_or_hot_swollen_foot": "yes"},
}


@pytest.mark.parametrize("name", ONE_ANSWER_WITHOUT_THE_OTHER)
def test_a_yes_to_what_was_not_to_be_asked_holds(name):
    result = of(ONE_ANSWER_WITHOUT_THE_OTHER[name])
    assert name.split()[0] in [one.id for one in result.flags]
    assert result.gate is Gate.HELD


@pytest.mark.parametrize("medicine", ["statin", "fibrate_colchicine_or_ciclosporin"])
def test_a_yes_that_was_to_be_asked_is_no_contradiction(medicine):
    told = {"health.medicines": [medicine], "safety.unexplained_muscle_pain_or_weakness": "yes"}
    assert "U6" in ids(told) and "X2" not in ids(told)


def test_the_other_pairs_fire_together_alone():
    sore = {"safety.foot_sore_or_hot_swollen_foot": "yes", "health.conditions": ["diabetes"]}
    assert "U8" in ids(sore) and "K4" not in ids(sore)
    assert "K2" in ids(THINNER) and "X2" not in ids(THINNER)
    assert "K2" not in ids({"health.anticoagulant_for_recent_clot": "yes"})
    weak = {"safety.leg_getting_weaker_or_foot_dragging": "yes"}
    assert "G11" not in ids(weak) and "G11" in ids({**weak, "desk_and_back.muscle_twitching": "yes"})


@pytest.mark.parametrize(
    "change", [{"health.conditions": ["diabetes"]}, {"health.conditions": ["nerve_disease"]}]
)
def test_a_leg_that_may_not_feel_is_a_caution(change):
    assert "K8" in ids(change) and "K8" in ids({"safety.burning_or_numb_feet": "yes"})


@pytest.mark.parametrize(("days", "stale"), [(-1, False), (-1.01, True), (14, False), (14.01, True)])
def test_answers_count_for_fourteen_days_and_not_from_the_day_after_tomorrow(days, stale):
    assert ("X3" in ids({}, days)) is stale


def measured(*tests, **about):
    screening = {"recorded_at": "2026-11-20T12:30:00Z", "tests": [dict(test) for test in tests]}
    told = healthy({f"about.{key}": value for key, value in about.items()})
    return assess(parse_intake(told), load_rules(), parse_screening(screening))


def found(*tests):
    return [one.id for one in measured(*tests).triage.flags]


def test_a_lost_reflex_and_a_numb_patch_are_each_a_sign():
    for value in ("reduced", "absent"):
        assert "G1c" in found({"test": "ankle_jerk", "side": "left", "value": value})
    numb = found({"test": "sensation", "side": "left", "value": "reduced"})
    assert "G1c" in numb and "K8" in numb


def test_pits_in_one_leg_are_another_sign_than_in_both():
    left, right = ({"test": "pitting", "side": side, "value": "present"} for side in ("left", "right"))
    assert [("U1" in found(one), "G1d" in found(one)) for one in (left, right)] == [(True, False)] * 2
    assert "G1d" in found(left, right)


@pytest.mark.parametrize(
    ("injury", "fires"),
    [
        ({"site": "knee", "surgery": True, "months_ago": 5.9}, True),
        ({"site": "knee", "surgery": True, "months_ago": 6}, False),
        ({"site": "knee", "surgery": True}, False),
        ({"site": "knee", "surgery": False, "months_ago": 1}, False),
        ({"site": "back", "surgery": True, "months_ago": 2.9}, True),
        ({"site": "back", "surgery": True, "months_ago": 3}, False),
        ({"site": "calf", "fully_recovered": False, "months_ago": 5.9}, True),
        ({"site": "achilles", "fully_recovered": False, "months_ago": 5.9}, True),
        ({"site": "achilles", "fully_recovered": False, "months_ago": 6}, False),
        ({"site": "achilles", "fully_recovered": True, "months_ago": 1}, False),
        ({"site": "achilles", "months_ago": 1}, False),
        ({"site": "ankle", "fully_recovered": False, "months_ago": 1}, False),
    ],
)
def test_an_operation_or_an_unhealed_calf_of_late_waits(injury, fires):
    assert ("K3" in ids({"body.past_injuries": [injury]})) is fires


@pytest.mark.parametrize(
    ("test", "value", "with_care"),
    [
        *(("foot_pulses", value, care) for value, care in (("present", False), ("weak", True))),
        *(("foot_temperature", value, care) for value, care in (("warm", False), ("cool", True))),
    ],
)
def test_little_blood_in_a_foot_leaves_out_rubbing_and_heat(test, value, with_care):
    read = measured({"test": test, "side": "left", "value": value}).education
    assert ("during_a_cramp_with_care" in read, "during_a_cramp" in read) == (with_care, not with_care)


@pytest.mark.parametrize(
    ("nights", "setting", "fires"),
    [(0, "night", False), (0.5, "sitting", True), (None, "night", True), (None, "sitting", False)],
)
def test_old_rest_cramps_are_a_note_only_where_they_are_known_to_spare_the_nights(nights, setting, fires):
    old = {"safety.rest_cramps_without_trigger": "yes", "safety.rest_cramps_are_new": "no"}
    told = {**old, "cramps.lasts_minutes": 3, "cramps.settings": [setting]}
    woken = {} if nights is None else {"cramps.nights_woken_per_week": nights}
    intake = healthy({**told, **woken})
    if nights is None:
        intake["cramps"].pop("nights_woken_per_week", None)
    flags = triage(parse_intake(intake), load_rules(), checked_at=NOON).flags
    assert ("G1a" in [one.id for one in flags]) is fires


@pytest.mark.parametrize("key", [key for key in YES_NO if key.startswith(("safety.", "health."))])
def test_each_question_of_safety_and_health_is_asked_for_where_it_applies(key):
    """Who adds a question and forgets to ask for its answer would let silence pass for a no."""
    questions = load_rules().safety
    assert key in {*questions.questions, *(one.key for one in questions.follow_ups)}
