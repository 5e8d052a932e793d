"""What stands first on the list of answers: every yes to a question of safety."""

import pytest

from assessments.models import Intake, Result
from assessments.presenters.check import answers_of, given_answers


def groups(**safety):
    return answers_of(Intake(answers={"about": {"age": 38}, "safety": safety}))


def rows(group):
    return [(row.about, row.value) for row in group.rows]


def test_every_yes_to_safety_stands_first_and_only_there():
    first, *rest = groups(
        dark_urine="no", one_leg_swollen="yes", cramping_now="yes", tired_and_cold="not_sure"
    )
    assert first.title == "You said yes to 2 safety questions"
    assert [value for _, value in rows(first)] == ["Yes", "Yes"]
    assert all("from=check" in row.href for row in first.rows)
    assert not {row.key for row in first.rows} & {row.key for group in rest for row in group.rows}


@pytest.mark.parametrize("said", ["no", "not_sure"])
def test_without_a_yes_nothing_stands_before_the_sections(said):
    assert groups(dark_urine=said)[0].title == "Safety first"


def test_one_is_spoken_of_as_one():
    assert groups(one_leg_swollen="yes")[0].title == "You said yes to a safety question"


def test_of_many_that_somebody_was_not_sure_of_the_page_is_no_wall():
    keys = ("dark_urine", "numb_saddle", "one_leg_swollen", "tired_and_cold")
    few, many = groups(**dict.fromkeys(keys[:3], "not_sure"))[0], groups(**dict.fromkeys(keys, "not_sure"))[0]
    assert [len(few.rows), len(few.unsure)] == [3, 0]
    assert [len(many.rows), len(many.unsure)] == [0, 4]


def test_of_what_staff_read_and_a_copy_has_no_answer_of_somebody_unsure_is_folded_away():
    """A copy of the record lacked all of them, and who reads held answers had to unfold what holds them."""
    keys = ("dark_urine", "numb_saddle", "one_leg_swollen", "tired_and_cold")
    answers = {"about": {"age": 38}, "safety": dict.fromkeys(keys, "not_sure")}
    group = given_answers(Result(answers=answers, asked={}, intake=Intake(answers=answers)))[0]
    assert [value for _, value in rows(group)] == ["I’m not sure"] * 4
    assert group.unsure == ()
