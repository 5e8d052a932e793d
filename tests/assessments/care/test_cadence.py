"""The visits that a plan asks for next."""

from datetime import timedelta

import pytest

from assessments.actions import care_plans
from assessments.queries.care_plans import cadence

from .conftest import NOW, THEA, as_if_signed_with

TODAY = NOW.date()


def test_without_a_signed_plan_there_is_none(alice, draft):
    assert cadence(alice, TODAY) is None


def test_weekly_in_the_first_phase_and_at_least_two(alice, active, therapist):
    found = cadence(alice, TODAY)
    assert (found.therapist, found.every_weeks, found.visits, found.event) == (therapist, 1, 2, None)


@pytest.mark.parametrize(("phase", "weeks_in", "visits"), [(2, 0, 3), (3, 6, 3), (3, 0, 6), (3, 40, 2)])
def test_every_two_weeks_until_the_phase_ends(alice, active, therapist, phase, weeks_in, visits):
    care_plans.move_to(active, phase=phase, why="Met.", therapist=therapist, by=THEA, now=NOW)
    found = cadence(alice, TODAY + timedelta(weeks=weeks_in))
    assert (found.every_weeks, found.visits) == (2, visits)


def test_up_to_the_event_while_it_lies_ahead(alice, active):
    race = TODAY + timedelta(days=20)
    as_if_signed_with(next_event_on=race)
    assert cadence(alice, TODAY).event == race
    assert cadence(alice, race).event is None


def test_a_plan_from_before_visits_had_a_number_is_weekly(alice, active):
    phases = [{name: value for name, value in p.items() if name != "massage_weeks"} for p in active.phases]
    as_if_signed_with(phases=phases)
    assert cadence(alice, TODAY).every_weeks == 1
