"""A second reading of the papers, written without the rules, held against the engine: feet and cards."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from tests.assessments.engine.expectations import causes
from tests.assessments.engine.running import run
from tests.assessments.engine.strategies import intakes, maybe_screened, screenings
from tests.assessments.engine.test_properties import LITTLE

AT = "2026-11-20T12:00:00+00:00"
ONE_LEG_MEANS = ((39, 43), (49, 40), (59, 37), (69, 27), (79, 18))  # seconds, S21
CLOT_SIGNS = ("one_leg_swollen", "one_calf_sore_all_the_time", "one_calf_warm_or_discoloured")
FEET = ("foot_posture_index", "knee_to_wall", "shoe_check", "single_leg_stance")

injuries = st.fixed_dictionaries(
    {"site": st.sampled_from(["foot", "ankle", "achilles", "calf", "knee", "hamstring", "hip", "back"])},
    optional={
        "side": st.sampled_from(["left", "right", "both"]),
        "months_ago": st.sampled_from([1, 24, 24.5, 60]),
        "surgery": st.booleans(),
    },
)
bodies = st.fixed_dictionaries(
    {},
    optional={
        "past_injuries": st.lists(injuries, max_size=3),
        "foot_shape": st.sampled_from(["flat", "high_arch", "neutral", "not_known"]),
        "insoles": st.booleans(),
        "shoes_changed_weeks_ago": st.sampled_from([0, 4, 8, 10, 12.5]),
    },
)
cramps = st.fixed_dictionaries(
    {},
    optional={
        "side": st.sampled_from(["left", "right", "both", "varies"]),
        "weeks_since_first": st.sampled_from([0, 2, 4.5, 8, 9]),
        "triggers": st.sampled_from([["new_shoes"], ["heat"]]),
    },
)
changes = st.sampled_from([["new_shoes"], ["heat"]])
feet = st.builds(
    lambda age, body, cramp, changed: {
        "answered_at": AT,
        "about": {"age": age},
        "body": body,
        "cramps": cramp,
        "training": {"changes_last_8_weeks": changed},
    },
    st.sampled_from([17, 18, 45, 55, 65, 75, 85]),
    bodies,
    cramps,
    changes,
)


def foot_points(intake, screening):
    """C2 of the evidence map, row by row. One question counts once, so an injury speaks in one row."""
    body, cramp = intake["body"], intake["cramps"]
    tests = (screening or {}).get("tests", [])
    return (
        2 * _injury_on_the_side(body.get("past_injuries", []), cramp.get("side"))
        + 2 * _shoes_near_the_start(body, cramp, intake["training"]["changes_last_8_weeks"])
        + (body.get("foot_shape") in ("flat", "high_arch") or body.get("insoles") is True)
        + _measured(tests, intake["about"]["age"], cramp.get("side"))
    )


def _injury_on_the_side(told, side):
    here = [one for one in told if side in ("left", "right", "both") and _same_side(one.get("side"), side)]
    recent = [one for one in here if one.get("months_ago", 999) <= 24]
    sprain = any(one["site"] in ("ankle", "hip") for one in recent)
    operated = any(one["site"] == "knee" and one.get("surgery") for one in recent)
    always = side != "both" and any(one["site"] != "back" for one in here)
    return sprain or operated or always


def _same_side(injured, cramping):
    return injured in (cramping, "both") if cramping != "both" else injured == "both"


def _shoes_near_the_start(body, cramp, changed):
    new, start = body.get("shoes_changed_weeks_ago"), cramp.get("weeks_since_first")
    if new is not None and start is not None:
        return 0 <= new - start <= 8
    new_then = "new_shoes" in changed and start is not None and start <= 8
    return "new_shoes" in cramp.get("triggers", []) or new_then


def _measured(tests, age, side):
    fpi, wall, stance = (_values(tests, name) for name in (FEET[0], FEET[1], FEET[3]))
    adult = age >= 18
    gap = abs(Fraction(str(wall["left"])) - Fraction(str(wall["right"]))) if len(wall) == 2 else None
    posture = adult and any(value >= 7 or value <= -1 for value in fpi.values())
    stiff = (adult and any(value < 10 for value in wall.values())) or (gap is not None and gap > 2)
    worn = any(one["test"] == "shoe_check" and one["value"] == "worn" for one in tests)
    mean = next((mean for last, mean in ONE_LEG_MEANS if adult and age <= last), 0)
    usual = len(fpi) == 2 and all(0 <= value <= 5 for value in fpi.values()) and gap is not None and not stiff
    sole = worn or any(2 * value < mean for value in stance.values())
    return 2 * posture + 2 * stiff + sole - 2 * (adult and side == "both" and usual)


def _values(tests, name):
    return {one["side"]: one["value"] for one in tests if one["test"] == name}


@LITTLE
@given(feet, st.none() | screenings(FEET))
def test_the_feet_score_as_the_evidence_map_says(intake, screening):
    assert causes(run(intake, screening))["foot_mechanics"]["score"] == foot_points(intake, screening)


@LITTLE
@given(intakes(), maybe_screened())
def test_what_is_read_never_contradicts_what_was_told(intake, screening):
    """T3, T5, A60: one way through a cramp, no sock before the clot questions, a stop stands alone."""
    result = run(intake, screening)
    read = set(result["education"])
    safety, about = intake.get("safety", {}), intake.get("about", {})
    if result["triage"]["booking"] == "redirected":
        assert read == set()
        return
    assert len(read & {"during_a_cramp", "during_a_cramp_with_care"}) == 1
    if any(safety.get(sign) != "no" for sign in CLOT_SIGNS):
        assert "during_a_cramp" not in read
    if "light_compression" in read:
        assert {safety[sign] for sign in CLOT_SIGNS} == {"no"}
        assert (safety["clot_risks"], about["pregnancy"]) == (["none"], "no")
