"""Each limit of the evidence table at its very number, and each finding that takes a reason away."""

import pytest

from assessments.engine.answers import parse_intake, parse_screening
from assessments.engine.assess import assess
from assessments.rules import load_rules
from tests.assessments.engine.casebook import healthy

UNITS = {"knee_to_wall": "cm", "foot_posture_index": "points", "heel_raise_straight": "reps"}
UNITS |= {"heel_raise_bent": "reps", "straight_leg_raise": "deg"}
NO_ONE_SIDE = {"cramps.side": "both", "body.past_injuries": [], "body.foot_shape": "neutral"}


def legs(name, left, right):
    """One test on both sides; None leaves a side out."""
    sides = [("left", left), ("right", right)]
    unit = {"unit": UNITS[name]} if name in UNITS else {}
    return [
        {"test": name, "side": side, "value": value, **unit} for side, value in sides if value is not None
    ]


def counted(cause, *tests, change=None):
    """Points by answer of one cause."""
    screening = {"recorded_at": "2026-11-20T12:30:00Z", "tests": [one for test in tests for one in test]}
    measured = parse_screening(screening) if tests else None
    result = assess(parse_intake(healthy({**NO_ONE_SIDE, **(change or {})})), load_rules(), measured)
    reasons = next(one.reasons for one in result.causes if one.id == cause)
    told = [reason for reason in reasons if reason.measured or not tests]
    return {reason.answer.partition(".")[0] if tests else reason.answer: reason.points for reason in told}


NORMAL = {"foot_posture_index": (3, 3), "knee_to_wall": (12, 12)}


@pytest.mark.parametrize(
    ("change", "speaks"),
    [
        ({}, True),
        ({"foot_posture_index": (0, 5)}, True),
        ({"foot_posture_index": (6, 3)}, False),
        ({"foot_posture_index": (3, -1)}, False),
        ({"foot_posture_index": (3, None)}, False),
        ({"knee_to_wall": (10, 12)}, True),
        ({"knee_to_wall": (12, 14.1)}, False),
        ({"knee_to_wall": (9.9, 9.9)}, False),
        ({"knee_to_wall": (12, None)}, False),
    ],
)
def test_normal_feet_and_ankles_speak_against_only_where_both_are_normal(change, speaks):
    tests = [legs(name, *values) for name, values in (NORMAL | change).items()]
    assert (-2 in counted("foot_mechanics", *tests).values()) is speaks


@pytest.mark.parametrize(("age", "speaks"), [(17, False), (18, True)])
def test_limits_of_adults_judge_nobody_under_eighteen(age, speaks):
    about = {"about.age": age}
    normal = [legs(name, *values) for name, values in NORMAL.items()]
    assert (-2 in counted("foot_mechanics", *normal, change=about).values()) is speaks
    for name, value, other in (("foot_posture_index", 7, 3), ("foot_posture_index", -1, 3)):
        assert bool(counted("foot_mechanics", legs(name, value, other), change=about)) is speaks
    assert bool(counted("foot_mechanics", legs("knee_to_wall", 9, 9), change=about)) is speaks


FREE = [{"test": "lumbar_movement", "value": "free"}]
CLEAR = legs("slump", "negative", "negative")


@pytest.mark.parametrize(
    ("change", "tests", "speaks"),
    [
        ({}, [FREE, CLEAR], True),
        ({}, [CLEAR], False),
        ({}, [FREE], False),
        ({}, [FREE, [{"test": "lumbar_movement", "value": "stiff"}], CLEAR], False),
        ({}, [FREE, [{"test": "lumbar_movement", "value": "reproduces"}], CLEAR], False),
        ({}, [FREE, legs("slump", "negative", "positive")], False),
        ({}, [FREE, legs("slump", "negative", "positive_changes_with_neck")], False),
        ({}, [FREE, legs("slump", "negative", None)], False),
        ({"cramps.side": "left"}, [FREE, legs("slump", "negative", None)], True),
        ({"cramps.side": "left"}, [FREE, legs("slump", None, "negative")], False),
        ({"cramps.side": "right"}, [FREE, legs("slump", None, "negative")], True),
        ({}, [FREE, [{"test": "slump", "value": "negative"}]], True),
        ({}, [FREE, CLEAR, legs("ankle_jerk", "reduced", "normal")], False),
        ({}, [FREE, CLEAR, legs("ankle_jerk", "absent", "normal")], False),
        ({}, [FREE, CLEAR, legs("sensation", "normal", "reduced")], False),
    ],
)
def test_a_spine_is_clear_only_where_nothing_says_otherwise(change, tests, speaks):
    assert (-3 in counted("nerve", *tests, change=change).values()) is speaks


@pytest.mark.parametrize(("degrees", "points"), [(59.9, {2}), (60, {-3})])
def test_a_straight_leg_counts_under_sixty_degrees(degrees, points):
    raised = legs("straight_leg_raise", degrees, None)
    raised[0]["reproduces"] = "leg_symptom"
    assert set(counted("nerve", FREE, CLEAR, raised).values()) == points


@pytest.mark.parametrize(
    ("straight", "bent", "points"),
    [
        (36, 29, 2),
        (36, 30, 0),
        (40, 33, 2),
        (47, 40, 0),
        (100, 85, 0),
        (100, 84, 2),
        (20, 14, 0),
        (36, 36, 0),
    ],
)
def test_bent_knee_raises_fall_short_by_seven_and_by_more_than_15_percent(straight, bent, points):
    tests = [legs("heel_raise_straight", straight, straight), legs("heel_raise_bent", bent, bent)]
    assert counted("calf_weakness", *tests).get("heel_raise_bent", 0) == points


@pytest.mark.parametrize(("months", "site", "rest", "points"), [
    (24, "ankle", {}, 2), (24, "hip", {}, 2), (24, "knee", {"surgery": True}, 2), (3, "back", {}, 0),
    *((200, site, {}, 2) for site in ("foot", "ankle", "achilles", "calf", "knee", "hamstring", "hip")),
])  # fmt: skip
@pytest.mark.parametrize("side", ["left", "right"])
def test_an_injury_of_the_leg_that_cramps_counts_once(months, site, rest, points, side):
    injury = {"site": site, "side": side, "months_ago": months, **rest}
    told = {"cramps.side": side, "body.past_injuries": [injury]}
    other = {"cramps.side": side, "body.past_injuries": [{**injury, "side": OTHER[side]}]}
    assert counted("foot_mechanics", change=told).get("body.past_injuries", 0) == points
    assert "body.past_injuries" not in counted("foot_mechanics", change=other)


OTHER = {"left": "right", "right": "left"}


@pytest.mark.parametrize(("weeks", "points"), [(8, 2), (8.1, 0)])
def test_new_shoes_count_where_the_cramps_are_no_older_than_the_change(weeks, points):
    change = {"training.changes_last_8_weeks": ["new_shoes"], "cramps.weeks_since_first": weeks}
    assert counted("foot_mechanics", change=change).get("training.changes_last_8_weeks", 0) == points


@pytest.mark.parametrize(
    ("changed", "began", "points"), [(20, 20, 2), (28, 20, 2), (28.1, 20, 0), (19, 20, 0)]
)
def test_shoes_count_that_changed_within_eight_weeks_before_the_cramps(changed, began, points):
    change = {"body.shoes_changed_weeks_ago": changed, "cramps.weeks_since_first": began}
    for also in ({}, {"cramps.triggers": ["new_shoes"]}, {"training.changes_last_8_weeks": ["new_shoes"]}):
        assert sum(counted("foot_mechanics", change=change | also).values()) == points


def test_walking_alone_or_sitting_alone_is_not_eased_by_sitting():
    eased = {"cramps.eased_by": ["sitting_or_leaning_forward"]}
    walking = {"cramps.settings": ["walking"]}
    assert counted("nerve", change=eased | walking) == {"cramps.eased_by": 2}
    assert counted("nerve", change=eased) == counted("nerve", change=walking) == {}


STRESSED = {"sleep.stress": 9, "sleep.big_life_change": "no"}


@pytest.mark.parametrize(
    ("change", "score"),
    [
        ({"sleep.hours": 6.9, "sleep.poor_before_cramps": "yes"}, 4),
        ({"sleep.quality": 6, "sleep.poor_before_cramps": "yes"}, 4),
        (
            {
                "sleep.hours": 7,
                "sleep.quality": 6.1,
                "sleep.poor_before_cramps": "yes",
                "sleep.shift_work": True,
            },
            2,
        ),
        ({"sleep.hours": 6.9, "sleep.poor_before_cramps": "no"}, 2),
    ],
)
def test_only_poor_sleep_that_came_first_lifts_the_ceiling(change, score):
    assert sum(counted("sleep_recovery", change=STRESSED | change).values()) == score


@pytest.mark.parametrize(("trigger", "points"), [("new_surface", 2), ("heat", 2), ("stress", 1)])
def test_what_set_it_off_counts_for_training_load(trigger, points):
    assert counted("training_load", change={"cramps.triggers": [trigger]}).get("cramps.triggers") == points


UNITS |= {"ankle_angle": "deg", "hip_abduction": "percent_body_weight", "front_plank": "s"}


def state(contributor, *tests, change=None):
    screening = {"recorded_at": "2026-11-20T12:30:00Z", "tests": [one for test in tests for one in test]}
    told = parse_intake(healthy(change or {}))
    found = assess(told, load_rules(), parse_screening(screening)).contributors
    return next(one.state for one in found if one.id == contributor)


@pytest.mark.parametrize(
    ("contributor", "test", "left", "right", "expected"),
    [
        ("limited_dorsiflexion", "ankle_angle", 37.9, 45, "present"),
        ("limited_dorsiflexion", "ankle_angle", 38, 45, "not_shown"),
        ("limited_dorsiflexion", "knee_to_wall", 10, 12, "not_shown"),
        ("limited_dorsiflexion", "knee_to_wall", 10, 12.1, "present"),
        ("hip_weakness", "hip_abduction", 20, 16.9, "present"),
        ("hip_weakness", "hip_abduction", 20, 17, "suspected"),
        ("hip_weakness", "hip_abduction", 20, 17.9, "suspected"),
        ("hip_weakness", "hip_abduction", 20, 18, "not_shown"),
        ("hip_weakness", "single_leg_squat", "good", "fair", "suspected"),
        ("hip_weakness", "single_leg_squat", "good", "good", "not_shown"),
        ("pronation_supination", "foot_posture_index", 7, 3, "suspected"),
        ("pronation_supination", "foot_posture_index", 6, 3, "not_shown"),
        ("pronation_supination", "foot_posture_index", -1, 3, "suspected"),
        ("pronation_supination", "foot_posture_index", 0, 3, "not_shown"),
        ("footwear_mismatch", "shoe_check", "fine", None, "not_shown"),
    ],
)
def test_what_is_measured_decides_at_its_limit(contributor, test, left, right, expected):
    assert state(contributor, legs(test, left, right), change={"about.age": 18}) == expected


@pytest.mark.parametrize(("index", "way"), [(7, "over"), (-1, "under")])
def test_feet_that_roll_as_they_stand_are_one_finding(index, way):
    stood, ran = legs("foot_posture_index", index, 3), legs("running_pronation", way, "neutral")
    other, any_side = legs("running_pronation", "neutral", way), [{"test": "running_pronation", "value": way}]
    adult, young = {"about.age": 18}, {"about.age": 17}
    found = [state("pronation_supination", stood, each, change=adult) for each in (ran, other, any_side)]
    assert found == ["present", "suspected", "present"]
    assert state("pronation_supination", stood, ran, change=young) == "suspected"


@pytest.mark.parametrize(
    ("sex", "seconds", "expected"),
    [
        ("male", 51, "present"),
        ("male", 52, "not_shown"),
        ("female", 19, "present"),
        ("female", 20, "not_shown"),
    ],
)
def test_a_plank_that_loses_form_early_is_counted_for_adults_alone(sex, seconds, expected):
    plank = [{"test": "front_plank", "value": seconds, "unit": "s", "stopped": "form"}]
    assert state("poor_core_stability", plank, change={"about.sex": sex, "about.age": 18}) == expected
    assert state("poor_core_stability", plank, change={"about.sex": sex, "about.age": 17}) == "suspected"


def banded(cause, *tests, change=None):
    screening = {"recorded_at": "2026-11-20T12:30:00Z", "tests": [one for test in tests for one in test]}
    told = parse_intake(healthy({**NO_ONE_SIDE, **(change or {})}))
    found = assess(told, load_rules(), parse_screening(screening)).causes
    return next((one.score, one.band, one.confirmed) for one in found if one.id == cause)


NECK = legs("slump", "positive_changes_with_neck", "negative")


@pytest.mark.parametrize(
    ("change", "tests", "expected"),
    [
        ({"desk_and_back.sitting_hours": 6}, [], (1, "not_shown", False)),
        ({"desk_and_back.muscle_twitching": "yes"}, [], (2, "not_shown", False)),
        ({}, [NECK], (3, "may_be_adding", True)),
        ({"desk_and_back.muscle_twitching": "yes"}, [NECK], (5, "may_be_adding", True)),
        ({"desk_and_back.back_pain": "now"}, [NECK], (6, "main_factor", True)),
        (
            {"desk_and_back.back_pain": "now", "safety.numb_or_tingling_leg_or_foot": "yes"},
            [],
            (6, "main_factor", False),
        ),
    ],
)
def test_three_points_may_be_adding_and_six_of_two_signs_are_a_main_factor(change, tests, expected):
    assert banded("nerve", *tests, change=change) == expected


def test_a_life_that_leaves_no_rest_counts_for_two_at_most():
    one = {"training.rest_days_per_week": 0}
    two = one | {"sleep.shift_work": True}
    three = two | {"health.alcohol_days_per_week": 4}
    assert [sum(counted("sleep_recovery", change=each).values()) for each in (one, two, three)] == [1, 2, 2]
    assert counted("sleep_recovery", change={"sleep.big_life_change": "yes"}) == {"sleep.big_life_change": 2}


def test_three_rows_of_five_are_enough_to_say_something():
    back = [f"desk_and_back.{key}" for key in ("muscle_twitching", "worse_walking_eased_by_sitting")]
    sitting = ["desk_and_back.sitting_hours", "desk_and_back.worse_after_long_sitting"]
    found = [assess(parse_intake(healthy({}, gone)), load_rules()) for gone in (back, back + sitting)]
    bands = [next(one.band for one in each.causes if one.id == "nerve") for each in found]
    assert bands == ["not_shown", "not_enough_to_say"]
