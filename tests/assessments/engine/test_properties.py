"""Properties of safety over every intake that the contract allows: M1 to M4, M11, M12 and the screening."""

import re

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.assessments.engine.casebook import put
from tests.assessments.engine.expectations import causes, flags
from tests.assessments.engine.running import run
from tests.assessments.engine.strategies import (
    KEYS,
    PAGES,
    drop,
    intakes,
    maybe_screened,
    screenings,
    value_of,
)

LITTLE = settings(max_examples=40, deadline=None, database=None, derandomize=True)
LITTLE = settings(LITTLE, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
TIERS = ("none", "caution", "soon_gp", "same_day", "emergency")
GATES = ("open", "held", "redirected")
EMERGENCY = [key for key, schema in PAGES["safety"].items() if re.match(r"E\d+:", schema["description"])]
SCORED_BY_PAGE = {
    "sleep": "hours quality poor_before_cramps stress big_life_change shift_work",
    "training": "weeks sessions_per_week rest_days_per_week hard_days_back_to_back calf_strength_per_week "
    "stretches_calves_often years_of_sport easier_week_last_8_weeks hard_sessions_per_week usual_time "
    "longest_session_last_30_days_minutes cramping_session_minutes",
    "body": "heel_raises_left heel_raises_right foot_shape insoles shoe_wear",
    "desk_and_back": "sitting_hours sitting_breaks",
}
SCORED = [f"{page}.{key}" for page, keys in SCORED_BY_PAGE.items() for key in keys.split()]
FOLLOW_UPS = {
    "safety.saddle_feels_different_when_wiping": ("safety.numb_saddle", "not_sure"),
    "safety.unexplained_muscle_pain_or_weakness": ("health.medicines", ["statin"]),
    "safety.foot_sore_or_hot_swollen_foot": ("health.conditions", ["diabetes"]),
    "safety.rest_cramps_are_new": ("safety.rest_cramps_without_trigger", "yes"),
    "health.anticoagulant_for_recent_clot": ("health.medicines", ["anticoagulant"]),
}
ASKED = [key for key in KEYS if key.startswith("safety.") and key != "safety.clot_risks"]
ASKED += [
    key for key, schema in KEYS.items() if key.startswith("health.") and "yes" in schema.get("enum", ())
]
LISTS = ("safety.clot_risks", "health.conditions", "health.medicines", "about.age")


def tier(result):
    return TIERS.index(result["triage"]["tier"])


def gate(result):
    return GATES.index(result["triage"]["booking"])


def with_answer(intake, key, value):
    """A copy with one dotted key answered."""
    page = key.split(".")[0]
    copied = intake | {page: dict(intake.get(page, {}))}
    put(copied, key, value)
    return copied


@LITTLE
@given(intakes(), maybe_screened(), st.sampled_from(EMERGENCY))
def test_m1_any_emergency_answer_redirects_whatever_else_is_set(intake, screening, key):
    result = run(with_answer(intake, f"safety.{key}", "yes"), screening)
    assert (result["triage"]["tier"], result["triage"]["booking"]) == ("emergency", "redirected")
    assert result["shown_to_client"] is False


@LITTLE
@given(intakes(start="healthy"), st.sampled_from(ASKED))
def test_m2_a_yes_never_lowers_the_tier_or_loosens_the_booking(intake, key):
    before, after = (run(with_answer(intake, key, state)) for state in ("no", "yes"))
    assert tier(after) >= tier(before)
    assert gate(after) >= gate(before)


NOTED = {"safety.rest_cramps_without_trigger"}  # old and gentle on sleep: a note, and booking stays open
OPEN_ON_YES = {"safety.cramping_now", *NOTED}  # K11: open, a full day later


@LITTLE
@given(intakes(), maybe_screened(), st.sampled_from(ASKED))
def test_not_told_lies_between_no_and_yes(intake, screening, key):
    """Over any answers, healthy or not: a yes is never more open than no word, and no word than a no."""
    states = ("no", "not_sure", "rather_not_say", "yes")
    told = [run(with_answer(intake, key, state), screening) for state in states]
    drop(intake, key)
    no, *between, yes = [*told[:1], run(intake, screening), *told[1:]]
    for result in between:
        assert (tier(no) <= tier(result) <= tier(yes), gate(no) <= gate(result)) == (True, True)
        assert gate(result) <= gate(yes) or key in OPEN_ON_YES


@LITTLE
@given(intakes(), st.sampled_from(["conditions", "medicines"]), st.data())
def test_m2_one_more_item_in_a_list_never_lowers(intake, name, data):
    already = {"conditions": "heart_disease", "medicines": "other"}[name]
    item = data.draw(st.sampled_from(KEYS[f"health.{name}"]["items"]["enum"]).filter(lambda x: x != already))
    before = run(with_answer(intake, f"health.{name}", [already]))
    after = run(with_answer(intake, f"health.{name}", [already, item]))
    assert (tier(after) >= tier(before), gate(after) >= gate(before)) == (True, True)


@LITTLE
@given(intakes(), maybe_screened(), st.sampled_from(SCORED), st.data())
def test_m3_what_is_only_scored_never_changes_the_safety(intake, screening, key, data):
    changed = with_answer(intake, key, data.draw(value_of(KEYS[key])))
    assert run(changed, screening)["triage"] == run(intake, screening)["triage"]


@LITTLE
@given(
    intakes(start="healthy"), st.sampled_from(ASKED), st.sampled_from(["not_sure", "rather_not_say", None])
)
def test_m4_what_is_not_answered_never_opens(intake, key, state):
    if key in FOLLOW_UPS:
        intake = with_answer(intake, *FOLLOW_UPS[key])
    intake = with_answer(intake, key, state)
    if state is None:
        drop(intake, key)
    result = run(intake)
    assert gate(result) > 0
    assert key in result["triage"]["unanswered"]
    assert result["triage"]["complete"] is False


@LITTLE
@given(intakes(start="healthy"), st.sampled_from(LISTS))
def test_m4_a_page_left_out_never_opens(intake, key):
    drop(intake, key)
    result = run(intake)
    assert gate(result) > 0
    assert key in result["triage"]["unanswered"]


TELLING = st.sampled_from(["I can't breathe", "black wee", "swollen like a balloon", "all fine, no swelling"])


@LITTLE
@given(intakes(), st.one_of(st.text(max_size=60), TELLING))
def test_m11_free_text_raises_to_held_at_most_and_never_lowers(intake, text):
    drop(intake, "health.free_text")
    before, after = run(intake), run(with_answer(intake, "health.free_text", text))
    assert tier(before) <= tier(after) <= max(tier(before), TIERS.index("caution"))
    assert gate(before) <= gate(after) <= max(gate(before), GATES.index("held"))
    assert flags(before) <= flags(after) <= flags(before) | {"X1", "X2"}
    assert before["causes"] == after["causes"]


@LITTLE
@given(intakes(), maybe_screened(), st.integers(0, 17))
def test_m12_under_18_is_never_open(intake, screening, age):
    result = run(with_answer(intake, "about.age", age), screening)
    assert gate(result) > 0
    assert ("K12" in flags(result), "K13" in flags(result)) == (age < 16, age >= 16)


@LITTLE
@given(intakes(), st.integers(0, 17), st.integers(0, 40))
def test_m12_adult_norms_are_not_applied_under_18(intake, age, raises):
    tests = [
        {"test": "heel_raise_straight", "side": side, "value": raises, "unit": "reps", "variant": "wedge"}
        for side in ("left", "right")
    ]
    screening = {"recorded_at": "2026-11-20T12:30:00+00:00", "tests": tests}
    intake = with_answer(intake, "about.age", age)
    measured, asked = (causes(run(intake, each))["calf_weakness"] for each in (screening, None))
    assert measured["score"] == asked["score"]


@LITTLE
@given(intakes(), screenings())
def test_a_screening_can_only_raise(intake, screening):
    before, after = run(intake), run(intake, screening)
    assert (tier(after) >= tier(before), gate(after) >= gate(before)) == (True, True)
    assert flags(before) <= flags(after)
    assert set(before["triage"]["unanswered"]) <= set(after["triage"]["unanswered"])


@LITTLE
@given(intakes(), maybe_screened())
def test_tier_is_the_highest_flag_and_the_gate_follows(intake, screening):
    triage = run(intake, screening)["triage"]
    highest = max((TIERS.index(flag["tier"]) for flag in triage["flags"]), default=0)
    held_at_least = not triage["complete"] or highest >= TIERS.index("soon_gp")
    assert TIERS.index(triage["tier"]) == highest
    assert (triage["booking"] == "redirected") >= (highest >= TIERS.index("same_day"))
    assert (triage["booking"] != "open") >= held_at_least
    assert bool(triage["held_because"]) == (triage["booking"] != "open")


@LITTLE
@given(intakes(start="healthy"), st.integers(15, 4000))
def test_old_answers_never_open(intake, days):
    asked = f"{2027 + days // 365}-12-20T12:00:00+00:00"
    result = run(intake, None, asked)
    assume("X3" in flags(result))
    assert gate(result) > 0
