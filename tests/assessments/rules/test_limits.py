"""Limits that stand beside the rules, for pages that show a value, are those by which the rules judge it."""

import re

from assessments.engine import readings
from assessments.engine.facts import FLAT_PERCENT
from assessments.rules import load_rules
from assessments.rules.exercises import load_library
from assessments.rules.screening import load_screening


def conditions():
    rules = load_rules()
    rows = [row for cause in rules.causes for row in cause.rows]
    whens = [one.when for one in rules.safety.rules] + [signal.when for row in rows for signal in row.signals]
    whens += [part.when for one in rules.contributors for part in (*one.present, *one.suspected)]
    whens += [part.when for one in rules.patterns for part in (*one.needs, *one.supports, *one.against)]
    return "\n".join(when.text for when in whens)


def limits(name, comparison):
    """The numbers that conditions hold a fact against, in one way of comparing."""
    found = re.findall(rf"{re.escape(name)} {comparison} (-?[\d.]+)", conditions())
    assert found, name
    return {float(number) for number in found}


def test_heel_raises_are_shown_by_the_limits_that_score_them():
    assert limits("heel_raise_straight.percent_of_norm", "less than") == {float(readings.ENOUGH_OF_NORM)}
    assert limits("heel_raise_straight.gap_percent", "more than") == {float(readings.RAISE_GAP_SHARE)}
    assert limits("heel_raise_straight.gap", "at least") == {float(readings.RAISE_GAP)}
    assert load_library().outcome.raises == readings.RAISE_GAP
    assert load_screening().test("heel_raise_straight").real_change == load_library().outcome.raises


def test_a_visit_stops_at_the_girth_that_is_a_flag():
    assert limits("calf_girth.gap", "at least") == {float(readings.GIRTH_STOPS)}


def test_every_test_is_marked_by_the_limits_that_score_it():
    spec = load_screening().test
    assert limits("knee_to_wall.least", "less than") == {float(spec("knee_to_wall").low)}
    assert limits("knee_to_wall.gap", "more than") == {float(spec("knee_to_wall").gap)}
    assert limits("straight_leg_raise.reproducing_leg", "less than") == {
        float(spec("straight_leg_raise").low)
    }
    assert float(spec("hip_abduction").gap_share) in limits("hip_abduction.gap_percent", "more than")
    feet = spec("foot_posture_index")
    assert limits("foot_posture_index.most", "at least") == {float(feet.high) + 1}
    assert limits("foot_posture_index.least", "at most") == {float(feet.low) - 1}
    assert limits("ankle_angle.least", "less than") == {float(spec("ankle_angle").low)}


def test_flat_and_up_do_not_meet():
    assert min(limits("training.load_change_percent", "more than")) > FLAT_PERCENT
