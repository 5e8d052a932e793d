"""What a value says beside the norm, the other side and the last visit (evidence 2.4, 2.7)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.engine.catalogue import Measure, Person
from assessments.engine.readings import Mark, derive, girth_stops, norm_for
from assessments.rules import load_rules
from assessments.rules.screening import load_screening
from tests.assessments.engine.casebook import healthy
from tests.assessments.engine.expectations import causes, flags
from tests.assessments.engine.running import run

TESTS = load_screening()
NORMS = load_rules().norms
AT = "2026-11-20T12:30:00+00:00"
RAISES_DONE = st.integers(2, 60)
WOMAN_43 = Person(43, "female")


def pair(test, left, right, **more):
    more = {"variant": "wedge"} | more
    values = (("left", left), ("right", right))
    return [Measure(test, side, Decimal(str(v)), **more) for side, v in values if v is not None]


def reading(measures, earlier=(), person=WOMAN_43):
    (only,) = derive(measures, earlier, person, TESTS, NORMS)
    return only


def is_marked(read):
    return read.sides_differ or read.stops_visit or any(side.marks for side in read.sides)


@pytest.mark.parametrize(
    "age, sex, norm",
    [
        (43, "female", 25),
        (43, "male", 28),
        (18, "male", 37),
        (29, "female", 31),
        (89, "male", 10),
        (17, "male", None),
        (None, "male", None),
    ],
)
def test_the_norm_for_heel_raises_is_by_age_and_sex_and_never_for_children(age, sex, norm):
    assert norm_for("heel_raise_straight", "wedge", Person(age, sex), NORMS) == norm


def test_a_norm_counts_only_for_the_way_it_was_measured():
    assert norm_for("heel_raise_straight", "flat", WOMAN_43, NORMS) is None
    flat = reading(pair("heel_raise_straight", 10, 10, variant="flat"))
    assert [(side.norm, side.marks) for side in flat.sides] == [(None, ()), (None, ())]


@pytest.mark.parametrize("age, seconds", [(25, 43), (45, 40), (75, 18), (85, None)])
def test_standing_has_a_norm_by_age_as_far_as_it_was_measured(age, seconds):
    assert norm_for("single_leg_stance", "barefoot", Person(age), NORMS) == seconds


def test_a_side_under_three_quarters_of_the_norm_is_marked():
    left, right = reading(pair("heel_raise_straight", 26, 17)).sides
    assert (left.percent, left.marks) == (104, ())
    assert (right.percent, right.marks) == (68, (Mark.UNDER_NORM,))


def test_exactly_three_quarters_is_not_under():
    man_of_30 = Person(43, "male")  # norm 28: three quarters are exactly 21
    left, right = reading(pair("heel_raise_straight", 21, 20), person=man_of_30).sides
    assert (left.marks, right.marks) == ((), (Mark.UNDER_NORM,))


@pytest.mark.parametrize(
    "left, right, differ",
    [(26, 20, False), (27, 20, True), (60, 52, False), (60, 51, False), (60, 50, True), (19, 18, True)],
)
def test_sides_of_heel_raises_differ_beyond_noise_or_where_one_alone_is_under(left, right, differ):
    assert reading(pair("heel_raise_straight", left, right)).sides_differ is differ


def test_symmetry_is_the_worse_side_in_percent_of_the_better():
    both = reading(pair("heel_raise_straight", 26, 17))
    assert (both.gap, both.symmetry, both.weaker) == (9, 65, "right")


@pytest.mark.parametrize("left, right, differ", [(11.5, 9.5, False), (11.5, 9, True)])
def test_knee_to_wall_counts_from_more_than_two_centimetres(left, right, differ):
    assert reading(pair("knee_to_wall", left, right)).sides_differ is differ


def test_a_short_ankle_is_marked_and_ten_is_not_short():
    left, right = reading(pair("knee_to_wall", 10, 9.5)).sides
    assert (left.marks, right.marks) == ((), (Mark.LOW,))


@pytest.mark.parametrize("points, marks", [(-1, (Mark.LOW,)), (0, ()), (6, ()), (7, (Mark.HIGH,))])
def test_foot_posture_is_marked_from_plus_seven_and_minus_one(points, marks):
    assert reading(pair("foot_posture_index", points, None)).sides[0].marks == marks


def test_a_low_leg_raise_counts_only_with_the_leg_symptom():
    stretch = reading(pair("straight_leg_raise", 50, None, reproduces="hamstring_stretch"))
    symptom = reading(pair("straight_leg_raise", 50, None, reproduces="leg_symptom"))
    assert (is_marked(stretch), is_marked(symptom)) == (False, True)


def test_a_flagged_word_is_marked():
    slips = reading([Measure("toe_grip", "left", "slips"), Measure("toe_grip", "right", "holds")])
    assert [side.marks for side in slips.sides] == [(Mark.FLAGGED_WORD,), ()]
    assert slips.gap is None


@pytest.mark.parametrize("before, real", [(19, False), (18, True), (32, True)])
def test_a_change_of_heel_raises_is_real_from_seven(before, real):
    side = reading(pair("heel_raise_straight", 25, None), pair("heel_raise_straight", before, None)).sides[0]
    assert (side.change, side.real) == (25 - before, real)


def test_where_nobody_knows_the_noise_nothing_is_said_of_a_change():
    side = reading(pair("hip_rotation", 40, None), pair("hip_rotation", 20, None)).sides[0]
    assert (side.change, side.real) == (20, None)


@pytest.mark.parametrize("left, right, stops", [(40, 37, True), (37, 40, True), (39.5, 37, False)])
def test_calves_three_centimetres_apart_stop_the_visit(left, right, stops):
    measures = pair("calf_girth", left, right)
    assert girth_stops(measures) is stops
    assert reading(measures).stops_visit is stops


def test_one_calf_alone_says_nothing_yet():
    assert girth_stops(pair("calf_girth", 40, None)) is False


def test_a_test_that_was_stopped_for_pain_is_marked():
    stopped = reading(pair("heel_raise_bent", 20, None, stopped="pain"))
    assert stopped.sides[0].marks == (Mark.STOPPED,)


def test_readings_come_in_the_order_of_the_visit():
    codes = [
        r.spec.code
        for r in derive(
            [*pair("knee_to_wall", 9, 9), *pair("calf_girth", 36, 36)], (), WOMAN_43, TESTS, NORMS
        )
    ]
    assert codes == ["calf_girth", "knee_to_wall"]


@pytest.mark.parametrize("pain, marks", [(None, ()), (5, ()), (6, (Mark.PAINFUL,)), (10, (Mark.PAINFUL,))])
def test_a_test_is_stopped_above_five_of_pain(pain, marks):
    assert reading(pair("hip_rotation", 40, None, pain=pain)).sides[0].marks == marks


def test_what_was_measured_another_way_last_time_is_not_compared():
    on_wedge, on_flat = (
        pair("heel_raise_straight", n, None, variant=v) for n, v in ((25, "wedge"), (10, "flat"))
    )
    side = reading(on_wedge, on_flat).sides[0]
    assert (side.is_otherwise, side.change, side.real) == (True, None, None)
    same = reading(on_wedge, on_wedge).sides[0]
    assert (same.is_otherwise, same.change) == (False, 0)


def test_an_unnamed_way_has_no_norm():
    left, right = reading(pair("heel_raise_straight", 26, 2, variant="")).sides
    assert [(side.norm, side.percent, side.marks) for side in (left, right)] == [(None, None, ())] * 2


LIMITS_FOR_ADULTS = [("knee_to_wall", 6), ("ankle_angle", 30), ("foot_posture_index", 9)]


@pytest.mark.parametrize("person", [Person(15, "female"), Person(17), Person(None)])
@pytest.mark.parametrize(("test", "value"), LIMITS_FOR_ADULTS)
def test_limits_for_adults_mark_no_child_and_nobody_of_unknown_age(test, value, person):
    """ADR 28: the engine left them out, and the therapist's page still called a child's foot high."""
    child = reading(pair(test, value, value, variant="barefoot"), person=person)
    assert ([side.marks for side in child.sides], child.is_judged) == ([(), ()], False)
    adult = reading(pair(test, value, value, variant="barefoot"), person=Person(18))
    assert (all(side.marks for side in adult.sides), adult.is_judged) == (True, True)


@given(st.sampled_from([18, 43, 70]), st.sampled_from(["male", "female"]), RAISES_DONE, RAISES_DONE)
def test_the_page_marks_heel_raises_where_the_rules_count_them(age, sex, left, right):
    """One limit stands in two places: what a therapist sees marked is what scores, and nothing else."""
    marked = is_marked(reading(pair("heel_raise_straight", left, right), person=Person(age, sex)))
    tests = [_done("heel_raise_straight", side, n, "reps") for side, n in (("left", left), ("right", right))]
    said = run(healthy({"about.age": age, "about.sex": sex}), {"recorded_at": AT, "tests": tests})
    rows = causes(said)["calf_weakness"]["for"]
    assert marked == any(row["answer"].startswith("heel_raise_straight") for row in rows)


@given(st.integers(300, 420), st.integers(300, 420))
def test_the_visit_stops_where_the_rules_send_for_help(left, right):
    stops = girth_stops(pair("calf_girth", left / 10, right / 10))
    tests = [_done("calf_girth", side, mm / 10, "cm") for side, mm in (("left", left), ("right", right))]
    assert stops == ("U1" in flags(run(healthy(), {"recorded_at": AT, "tests": tests})))


@given(st.integers(0, 200), st.integers(0, 200), st.sampled_from([17, 18, 50]))
def test_a_stiff_ankle_is_marked_where_the_rules_count_it(left, right, age):
    marked = is_marked(reading(pair("knee_to_wall", left / 10, right / 10), person=Person(age)))
    tests = [_done("knee_to_wall", side, mm / 10, "cm") for side, mm in (("left", left), ("right", right))]
    said = run(healthy({"about.age": age}), {"recorded_at": AT, "tests": tests})
    assert marked == any(
        r["answer"].startswith("knee_to_wall") for r in causes(said)["foot_mechanics"]["for"]
    )


def _done(test, side, value, unit):
    more = {"variant": "wedge"} if unit == "reps" else {}
    return {"test": test, "side": side, "value": value, "unit": unit, **more}
