"""How a rule did, and what weight it might have: pure counting."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.engine.tuning import LEAST, STRONGEST, Tally, suggested, tally, verdict

COUNTS = st.integers(0, 60)
POINTS = st.sampled_from([-3, -2, -1, 1, 2, 3])


@pytest.mark.parametrize(
    ("points", "decision", "seen"),
    [
        (2, "confirmed", "agreed"),
        (2, "struck", "over"),
        (2, "added", "under"),
        (-2, "struck", "agreed"),
        (-2, "confirmed", "under"),
        (-2, "added", "under"),
    ],
)
def test_what_a_decision_says_of_a_rule(points, decision, seen):
    assert verdict(points, decision) == seen


def test_a_tally_counts_and_rounds_down():
    found = tally(["agreed", "over", "agreed"])
    assert (found, found.total, found.share) == (Tally(2, 1, 0), 3, 66)
    assert Tally().share == 0


@pytest.mark.parametrize(
    ("points", "found", "new"),
    [
        (2, Tally(agreed=4, over=4), 1),
        (2, Tally(agreed=4, under=4), 3),
        (3, Tally(agreed=4, under=4), 3),
        (1, Tally(agreed=4, over=4), 1),
        (2, Tally(agreed=6, over=3), 2),  # a third is not more than a third
        (-2, Tally(agreed=4, under=4), -1),
        (-1, Tally(agreed=4, under=4), -1),
        (2, Tally(agreed=0, over=LEAST - 1), 2),
    ],
)
def test_the_weight_that_the_numbers_suggest(points, found, new):
    assert suggested(points, found) == new


@given(POINTS, COUNTS, COUNTS, COUNTS)
def test_a_suggestion_is_at_most_one_step_and_keeps_the_sign(points, agreed, over, under):
    new = suggested(points, Tally(agreed, over, under))
    assert abs(new - points) <= 1
    assert (new > 0) == (points > 0)
    assert 0 < abs(new) <= STRONGEST


@given(POINTS, COUNTS)
def test_where_all_agree_nothing_is_suggested(points, agreed):
    assert suggested(points, Tally(agreed)) == points
