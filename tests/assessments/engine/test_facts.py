from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from assessments.engine.answers import parse_intake
from assessments.engine.facts import intake_facts
from tests.assessments.engine.casebook import healthy

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def facts(change, asked_at=NOON):
    return intake_facts(parse_intake(healthy(change)), asked_at)


def weeks(*loads):
    return {"training.weeks": [{"minutes": load, "effort": 1} for load in loads]}


@pytest.mark.parametrize(
    ("loads", "percent"),
    [
        ((100, 100, 100, 100, 160, 160), 60),
        ((1, 1, 100, 100, 100, 100, 130, 130), 30),
        ((100, 100, 100, 100, 130.1, 130), Fraction(601, 20)),
        ((100, 100, 100, 100, 0, 0), -100),
    ],
)
def test_the_last_two_weeks_against_the_four_before(loads, percent):
    assert facts(weeks(*loads))["training.load_change_percent"] == percent


@pytest.mark.parametrize("loads", [(), (100,) * 5, (0, 0, 0, 0, 100, 100), (0,) * 8])
def test_no_load_change_without_something_to_compare_with(loads):
    assert facts(weeks(*loads)).get("training.load_change_percent") is None


def test_a_week_without_effort_has_no_load_unless_nothing_was_done():
    six = [{"minutes": 100, "effort": 5}] * 6
    assert "training.load_change_percent" not in facts({"training.weeks": [*six[:5], {"minutes": 100}]})
    assert facts({"training.weeks": [*six[:5], {"minutes": 0}]})["training.load_change_percent"] == -50


@pytest.mark.parametrize(
    ("loads", "flat"),
    [
        ((100,) * 8, True),
        ((100, 100, 100, 100, 100, 100, 110, 110), True),
        ((100, 100, 100, 100, 100, 100, 110, 111), False),
        ((50, 150, 50, 150, 50, 150, 50, 150), False),
        ((70, 100, 100, 100, 100, 100, 100, 100), False),
        ((100,) * 7, False),
    ],
)
def test_flat_is_said_only_of_eight_weeks_that_are(loads, flat):
    assert facts(weeks(*loads))["training.load_is_flat"] is flat


def test_days_to_the_event_are_days_of_the_clinic():
    race = {"training.next_event_on": "2026-07-03"}
    late = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)  # already 1 July in Manchester
    assert facts(race, late)["asking.days_to_event"] == 2


def test_the_age_of_the_answers_is_exact():
    asked = NOON + timedelta(days=14, microseconds=1)
    assert facts({}, NOON + timedelta(days=14))["asking.days_since_answers"] == 14
    assert facts({}, asked)["asking.days_since_answers"] > 14


def test_nothing_is_divided_by_nothing():
    change = {"training.longest_session_last_30_days_minutes": 0, "training.cramping_session_minutes": 90}
    change |= {"training.sessions_per_week": 0, "training.hard_sessions_per_week": 0}
    worked_out = facts(change)
    assert "training.cramping_session_longer_percent" not in worked_out
    assert "training.hard_share_percent" not in worked_out


def test_shoes_that_changed_after_the_cramps_began_count_backwards():
    change = {"body.shoes_changed_weeks_ago": 3, "cramps.weeks_since_first": 10}
    assert facts(change)["body.weeks_from_shoes_to_cramps"] == -7
