"""What the criteria of a phase allow: said where all are met, and never decided."""

from types import SimpleNamespace

import pytest

from assessments.presenters.since import _move_on, cramps_chart


def progress(phase, **criteria):
    return SimpleNamespace(phase=phase, criteria=criteria)


@pytest.mark.parametrize(
    ("phase", "says"),
    [(1, "phase 2 can begin"), (2, "from treatment to maintenance"), (3, "only as needed")],
)
def test_where_all_are_met_the_next_step_is_named(phase, says):
    assert says in _move_on(progress(phase, fewer_cramps=True, pain_low=True))


@pytest.mark.parametrize("state", [False, None])
def test_one_that_is_missed_or_not_known_is_enough_to_stay(state):
    assert _move_on(progress(3, fewer_cramps=True, pain_low=state)) == ""


def test_a_phase_without_criteria_says_nothing():
    assert _move_on(progress(3)) == ""


@pytest.mark.parametrize(
    ("cramps", "is_drawn"), [((None, None), False), ((None, 3), True), ((0, None), True)]
)
def test_a_row_of_question_marks_is_not_drawn(cramps, is_drawn):
    weeks = [
        SimpleNamespace(number=number, cramps=value) for number, value in zip((-2, -1), cramps, strict=True)
    ]
    judged = SimpleNamespace(reasons=[SimpleNamespace(before=4)])
    assert (cramps_chart(SimpleNamespace(weeks=weeks, judgement=judged)) is not None) == is_drawn
