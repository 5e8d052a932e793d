"""Better, same or worse, and why (evidence 2.5). Silence is never an improvement."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.engine.progress import (
    Evidence,
    Raises,
    Verdict,
    Week,
    criteria,
    diary_weeks,
    judge,
    reassess_due,
    week_of,
)
from assessments.rules.exercises import load_library

MONDAY = date(2026, 11, 23)
RULE = load_library().outcome
BETTER, SAME, WORSE, UNKNOWN = Verdict.BETTER, Verdict.SAME, Verdict.WORSE, Verdict.UNKNOWN


def weeks(before, after):
    numbered = [*zip((-2, -1), before, strict=True), *enumerate(after, start=1)]
    return tuple(Week(number, MONDAY, cramps) for number, cramps in numbered)


def verdict(before=(None, None), after=(), activities=()):
    return judge(Evidence(weeks(before, after), activities), 6, RULE).verdict


@pytest.mark.parametrize("days, week", [(-15, -3), (-14, -2), (-7, -1), (-1, -1), (0, 1), (6, 1), (7, 2)])
def test_there_is_no_week_nought(days, week):
    assert week_of(MONDAY + timedelta(days=days), MONDAY) == week


def test_a_week_in_which_nothing_was_written_is_not_known():
    cramps = [MONDAY - timedelta(days=10), MONDAY + timedelta(days=8), MONDAY + timedelta(days=8)]
    found = diary_weeks(cramps, [MONDAY + timedelta(days=20)], MONDAY, MONDAY + timedelta(days=29))
    assert [(w.number, w.cramps) for w in found] == [
        (-2, 1),
        (-1, None),
        (1, None),
        (2, 2),
        (3, 0),
        (4, None),
    ]


def test_the_week_that_is_running_is_left_out():
    assert [w.number for w in diary_weeks([MONDAY], [], MONDAY, MONDAY)] == [-2, -1]


@pytest.mark.parametrize(
    "after, word", [((3, 3), BETTER), ((3, 4), SAME), ((4, 4), SAME), ((5, 5), WORSE), ((9, 9, 3, 3), BETTER)]
)
def test_a_quarter_fewer_cramps_over_the_last_two_weeks_is_better(after, word):
    assert verdict((4, 4), after) is word


def test_silence_is_not_an_improvement():
    assert verdict((4, 4), (None, None)) is UNKNOWN
    assert verdict((4, 4), (4, 4, None, None)) is SAME


@pytest.mark.parametrize("day, week", [(13, 2), (16, 2), (17, 3)])
def test_seven_quiet_days_count_for_the_week_that_most_of_them_lie_in(day, week):
    found = diary_weeks([], [MONDAY + timedelta(days=day)], MONDAY, MONDAY + timedelta(days=28))
    assert [w.number for w in found if w.cramps == 0] == [week]


def test_without_a_diary_before_what_was_told_at_the_start_is_the_measure_and_says_so():
    told = judge(Evidence(weeks((None, None), (3, 3)), told_per_week=4), 6, RULE).reasons[0]
    kept = judge(Evidence(weeks((4, 4), (4, 4)), told_per_week=9), 6, RULE).reasons[0]
    assert (told.verdict, told.is_told, kept.verdict, kept.is_told) == (BETTER, True, SAME, False)


def test_cramps_where_there_were_none_are_worse():
    assert (verdict((0, 0), (0, 1)), verdict((0, 0), (0, 0))) == (WORSE, SAME)


@pytest.mark.parametrize(
    "activities, word",
    [
        (((3, 5), (4, 6), (2, 4)), BETTER),
        (((3, 5), (4, 6), (2, 3)), SAME),
        (((5, 3), (5, 3)), WORSE),
        (((3, 6),), BETTER),
        (((3, 5),), SAME),
        (((5, 3),), SAME),
        (((5, 2),), WORSE),
        ((), UNKNOWN),
    ],
)
def test_two_points_of_the_mean_count_and_three_of_a_single_activity(activities, word):
    assert verdict(activities=activities) is word


@pytest.mark.parametrize(
    "after, word",
    [
        ((1, 4, None, None, None), SAME),  # of weeks 1 to 5 the newest four hold the second alone
        ((1, 1, None, None, None, None), UNKNOWN),
        ((9, 9, None, None, None, 1), BETTER),
    ],
)
def test_what_was_written_long_ago_does_not_say_how_it_is_now(after, word):
    assert verdict((4, 4), after) is word


@pytest.mark.parametrize(
    "before, now, word", [(6, 4, BETTER), (6, 5, SAME), (4, 5, SAME), (4, 6, WORSE), (None, 4, None)]
)
def test_two_points_of_walking_pain_count_and_decide_nothing(before, now, word):
    found = judge(Evidence(walking_pain=now, pain_before=before), 6, RULE)
    assert found.verdict is UNKNOWN
    assert [r.verdict for r in found.reasons if r.measure == "pain"] == ([word] if word else [])


def test_worse_anywhere_is_worse():
    assert verdict((4, 4), (1, 1), activities=((6, 3),)) is WORSE


def test_heel_raises_explain_and_do_not_decide():
    raises = (Raises("left", Decimal(10), Decimal(17)), Raises("right", Decimal(10), Decimal(16)))
    found = judge(Evidence(raises=raises), 2, RULE)
    assert found.verdict is UNKNOWN
    assert [(r.side, r.verdict) for r in found.reasons[2:]] == [("left", BETTER), ("right", SAME)]


@pytest.mark.parametrize(
    "week, after, review", [(5, (4, 4), False), (6, (4, 4), True), (6, (None,), True), (6, (1, 1), False)]
)
def test_from_week_six_all_but_better_asks_for_a_review(week, after, review):
    assert judge(Evidence(weeks((4, 4), after)), week, RULE).review is review


def test_the_reason_carries_its_numbers():
    cramps = judge(Evidence(weeks((6, 5), (2, 2))), 6, RULE).reasons[0]
    assert (cramps.before, cramps.now) == (Fraction(11, 2), 2)


@given(st.lists(st.integers(0, 20), min_size=2, max_size=8), st.integers(1, 20))
def test_more_cramps_never_turn_a_verdict_better(after, more):
    order = [WORSE, SAME, BETTER]
    worse = [*after[:-1], after[-1] + more]
    assert order.index(verdict((4, 4), worse)) <= order.index(verdict((4, 4), after))


@pytest.mark.parametrize("early, due", [(0, None), (7, None), (8, MONDAY + timedelta(weeks=6))])
def test_a_visit_of_the_week_before_is_the_reassessment(early, due):
    day = MONDAY + timedelta(weeks=6)
    assert reassess_due(MONDAY, day - timedelta(days=early), day, RULE) == due


def test_criteria_are_met_missed_or_not_known():
    raises = tuple(Raises(side, None, Decimal(19), 25) for side in ("left", "right"))
    evidence = Evidence(weeks((4, 4), (3, 3)), raises=raises, walking_pain=3, answers={"no_red_flags": True})
    names = ("fewer_cramps", "raises_near_norm", "activities_better", "pain_low", "no_red_flags", "other")
    assert list(criteria(names, evidence, RULE).values()) == [True, True, None, False, True, None]


@pytest.mark.parametrize("left, met", [(19, True), (18, False), (None, None)])
def test_raises_are_near_the_norm_from_three_quarters_on_both_sides(left, met):
    sides = (Raises("left", None, left and Decimal(left), 25), Raises("right", None, Decimal(30), 25))
    assert criteria(["raises_near_norm"], Evidence(raises=sides), RULE) == {"raises_near_norm": met}


@pytest.mark.parametrize(
    "week, last_week, due_week",
    [(1, None, None), (2, None, 2), (5, 2, None), (6, 2, 6), (7, 6, None), (12, 6, 12), (13, None, 12)],
)
def test_reassessment_falls_due_in_weeks_two_six_and_twelve(week, last_week, due_week):
    last = last_week and MONDAY + timedelta(weeks=last_week)
    due = reassess_due(MONDAY, last, MONDAY + timedelta(weeks=week), RULE)
    assert due == (due_week and MONDAY + timedelta(weeks=due_week))
