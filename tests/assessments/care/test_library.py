"""Exercises and phases are data that names its own faults."""

import copy
import tomllib
from pathlib import Path

import pytest
from django.conf import settings

from assessments.presenters.plan_page import drawing_of
from assessments.rules import exercises
from assessments.rules.exercises import LibraryFault, load_library, parse_library

HERE = Path(exercises.__file__).parent
EXERCISES = tomllib.loads((HERE / "exercises.toml").read_text())
FLAGS = {"K3", "K6", "K7", "K8", "K10", "G9"}
PLANS = tomllib.loads((HERE / "plans.toml").read_text())


def test_each_exercise_says_how_how_much_how_to_go_on_and_when_to_stop():
    found = load_library().exercises
    assert len({exercise.code for exercise in found}) == len(found) >= 12
    assert all(exercise.how and exercise.progress and exercise.stop for exercise in found)


def test_each_exercise_has_a_drawing_and_no_drawing_is_left_over():
    codes = {exercise.code for exercise in load_library().exercises}
    files = {path.stem for path in (settings.BASE_DIR / "static" / "img").glob("exercise-*.svg")}
    assert files == {Path(drawing_of(code)).stem for code in codes}


def test_the_article_is_covered():
    codes = {exercise.code for exercise in load_library().exercises}
    assert {"heel_drop_straight", "heel_drop_bent", "single_leg_balance", "side_lying_hip"} <= codes
    assert {"knee_to_wall_rock", "front_plank"} <= codes


@pytest.mark.parametrize(
    "fields, field",
    [
        ({"title": " "}, "title"),
        ({"how": []}, "how"),
        ({"for": ["magic"]}, "for"),
        ({"not_with": ["K99"]}, "not_with"),
        ({"dose": {"sets": 3, "per_week": 3}}, "dose"),
        ({"dose": {"sets": 3, "per_week": 3, "reps": 3, "hold_seconds": 3}}, "dose"),
        ({"dose": {"reps": 3}}, "dose"),
    ],
)
def test_a_fault_in_an_exercise_names_it(fields, field):
    raw = copy.deepcopy(EXERCISES)
    raw["exercises"][0].update(fields)
    with pytest.raises(LibraryFault) as fault:
        parse_library(raw, PLANS, FLAGS)
    assert (fault.value.where, fault.value.field) == ("exercise calf_stretch_gentle", field)


def test_a_cause_without_three_goals_is_refused():
    raw = copy.deepcopy(PLANS)
    raw["causes"]["nerve"]["goals"].pop()
    with pytest.raises(LibraryFault, match="cause nerve: goals"):
        parse_library(EXERCISES, raw, FLAGS)


def test_a_criterion_that_nobody_knows_is_refused():
    raw = copy.deepcopy(PLANS)
    raw["phases"][0]["move_on"].append("luck")
    with pytest.raises(LibraryFault, match="luck"):
        parse_library(EXERCISES, raw, FLAGS)


def test_a_contributor_left_out_is_refused():
    raw = copy.deepcopy(PLANS)
    del raw["contributors"]["hip_weakness"]
    with pytest.raises(LibraryFault, match="hip_weakness"):
        parse_library(EXERCISES, raw, FLAGS)


@pytest.mark.parametrize(
    "table, fields, said",
    [
        ("beside", {"K99": "Nothing"}, "K99"),
        ("drafting", {"kept_up": "magic"}, "kept_up"),
        ("drafting", {"more": 1}, "no others"),
        ("training", {"step_up": 0}, "training"),
        ("training", {"stepup": 10}, "training"),
        ("outcome", {"pain": 0}, "outcome"),
        ("outcome", {"paín": 2}, "outcome"),
        ("outcome", {"raises": "7"}, "outcome"),
        ("outcome", {"reassess_weeks": [6, 2]}, "reassess_weeks"),
        ("outcome", {"reassess_weeks": []}, "reassess_weeks"),
    ],
)
def test_a_fault_in_how_plans_are_drafted_is_named(table, fields, said):
    raw = copy.deepcopy(PLANS)
    raw[table].update(fields)
    with pytest.raises(LibraryFault, match=said):
        parse_library(EXERCISES, raw, FLAGS)


def test_what_people_read_says_the_limits_that_count():
    limits, said = load_library().outcome, load_library().criteria
    assert f"no more than {limits.low_pain} out of 10" in said["pain_low"]
    assert f"{limits.points} points easier" in said["activities_better"]
    assert limits.fewer_percent == 25 and "a quarter fewer" in said["fewer_cramps"]


def test_the_limits_are_those_of_the_evidence():
    limits = load_library().outcome
    assert (limits.fewer_percent, limits.points, limits.points_of_one, limits.pain) == (25, 2, 3, 2)
    assert (limits.raises, limits.review_week, limits.reassess_weeks) == (7, 6, (2, 6, 12))
