"""What changed since the last visit: answers then and now."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.presenters.visit.changed import MOST, Change, changed_since, changes, told
from assessments.queries.screenings import History, Visit

THEN, NOW = datetime(2026, 10, 1, 9, tzinfo=UTC), datetime(2026, 11, 20, 9, tzinfo=UTC)
TODAY = NOW.date()


@pytest.mark.parametrize(
    ("then", "now", "wanted"),
    [
        ({"cramps": {"per_week": 5}}, {"cramps": {"per_week": 2}}, [("5 a week", "2 a week")]),
        ({}, {"desk_and_back": {"muscle_twitching": "yes"}}, [("", "Yes")]),
        ({"desk_and_back": {"muscle_twitching": "yes"}}, {"desk_and_back": {}}, [("Yes", "")]),
        ({}, {"desk_and_back": {"muscle_twitching": "no"}}, []),
        ({"safety": {"one_leg_swollen": "no"}}, {"safety": {"one_leg_swollen": "yes"}}, [("No", "Yes")]),
        ({"health": {"conditions": []}}, {"health": {"conditions": ["none"]}}, []),
        ({"goals": "A marathon"}, {"goals": "A marathon"}, []),
        ({"training": {"weeks": []}}, {"training": {"weeks": [{"minutes": 5, "rpe": 3}]}}, []),
    ],
)
def test_each_answer_that_differs_is_told(then, now, wanted):
    assert [(row.before, row.now) for row in changes(then, now)] == wanted


numbers = st.dictionaries(st.sampled_from(["per_week", "worst_pain"]), st.integers(0, 10))


@given(numbers, numbers)
def test_there_is_a_change_for_each_difference_and_none_else(then, now):
    found = list(changes({"cramps": then}, {"cramps": now}))
    assert len(found) == sum(then.get(key) != now.get(key) for key in ("per_week", "worst_pain"))
    assert list(changes({"cramps": now}, {"cramps": now})) == []


def answers_of(pk, answers):
    return SimpleNamespace(pk=pk, answers=answers, intake=SimpleNamespace(answers=answers))


def visit(pk, answers, at, running=False):
    result = answers and answers_of(pk, answers)
    return Visit(SimpleNamespace(is_running=running, started_at=at, result=result))


OLD, NEW = {"cramps": {"per_week": 5}}, answers_of(2, {"cramps": {"per_week": 2}})
ROW = Change("Cramps a week", "5 a week", "2 a week")


def test_a_running_visit_is_held_against_the_one_before():
    history = History(visit(2, NEW.answers, NOW, running=True), visit(1, OLD, THEN))
    found = changed_since(history, NEW, TODAY)
    assert (found.since, found.rows, found.is_same_answers, found.more) == (THEN, (ROW,), False, 0)


def test_a_visit_that_was_finished_today_is_the_visit_at_hand():
    history = History(visit(2, NEW.answers, NOW), visit(1, OLD, THEN))
    found = changed_since(history, NEW, TODAY)
    assert (found.since, found.rows) == (THEN, (ROW,))
    assert changed_since(history, NEW, TODAY + timedelta(days=1)).since == NOW


def test_between_visits_new_answers_are_held_against_the_last():
    found = changed_since(History(visit(1, OLD, THEN)), NEW, TODAY)
    assert (found.since, found.rows) == (THEN, (ROW,))
    assert changed_since(History(visit(2, NEW.answers, THEN)), NEW, TODAY).is_same_answers


def test_nothing_is_said_to_change_before_there_is_something_to_change_from():
    assert changed_since(History(), NEW, TODAY) is None
    assert changed_since(History(visit(2, NEW.answers, NOW, running=True)), NEW, TODAY) is None
    assert changed_since(History(visit(1, None, THEN)), NEW, TODAY) is None
    assert changed_since(History(visit(1, OLD, THEN)), None, TODAY) is None


def test_the_rest_is_counted():
    many = {"safety": dict.fromkeys(SAFETY, "yes")}
    found = changed_since(History(visit(1, {"x": 1}, THEN)), answers_of(3, many), TODAY)
    assert (len(found.rows), found.more) == (MOST, len(SAFETY) - MOST)


SAFETY = (
    *(
        "numb_saddle",
        "dark_urine",
        "one_leg_swollen",
        "cannot_tiptoe",
        "tired_and_cold",
        "burning_or_numb_feet",
    ),
    *("weight_loss_fever_or_night_sweats", "both_legs_swollen", "pop_felt_in_calf", "hot_red_tender_patch"),
)


def test_only_more_than_a_no_is_told():
    answers = {"health": {"oil_latex_or_nut_allergy": "yes", "skin_problem_on_legs": "no"}}
    keys = ("health.oil_latex_or_nut_allergy", "health.skin_problem_on_legs", "health.medicines")
    assert list(told(answers, keys)) == [("Allergy to oils, latex or nuts", "Yes")]
