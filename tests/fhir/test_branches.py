"""What is asked when, in FHIR's words, leads the same way as our own pages do."""

import pytest
from hypothesis import given, settings

from assessments.rules.questionnaire import load_questionnaire
from assessments.rules.questionnaire_terms import Condition
from assessments.rules.routing import answer_at, route, visible_answers
from hekas.fhir.branches import NotSayable, asked_when, joined
from tests.assessments.engine.strategies import intakes

NOW = load_questionnaire()
KNOWN = NOW.by_key


def holds(test, answers):
    """One enableWhen as the R4 text reads it; "!=" needs an answer that differs."""
    given = answer_at(answers, test["question"])
    values = [] if given is None else given if isinstance(given, list) else [given]
    if test["operator"] == "exists":
        return bool(values) is test["answerBoolean"]
    if test["operator"] == ">=":
        wanted = next(value for name, value in test.items() if name.startswith("answer"))
        least = wanted["value"] if isinstance(wanted, dict) else wanted
        return any(value >= least for value in values)
    wanted = next(value for name, value in test.items() if name.startswith("answer"))
    same = (wanted["code"] if isinstance(wanted, dict) else wanted) in values
    return same if test["operator"] == "=" else bool(values) and not same


def is_asked(rule, answers):
    join = all if rule.get("enableBehavior") == "all" else any
    return join(holds(test, answers) for test in rule["enableWhen"])


@settings(max_examples=60, deadline=None)
@given(intakes())
def test_each_branch_is_open_where_our_own_way_goes(intake):
    asked = {q.key for page in route(NOW, intake) for q in page.questions}
    seen = visible_answers(NOW, intake)
    assert {key for key, rule in asked_when().items() if is_asked(rule, seen)} == asked & set(asked_when())


def test_every_question_of_a_page_with_a_condition_has_one():
    wanted = {q.key for page in NOW.pages if page.when for q in page.questions}
    assert set(asked_when()) == wanted
    assert len(wanted) > 8


def test_not_this_holds_too_where_nothing_was_answered():
    rule = asked_when()["about.pregnancy"]
    assert [test["operator"] for test in rule["enableWhen"]] == ["exists", "!="]
    assert rule["enableBehavior"] == "any"
    assert [is_asked(rule, {"about": about}) for about in ({}, {"sex": "male"}, {"sex": "female"})] == [
        True,
        False,
        True,
    ]


def test_two_conditions_must_both_hold():
    both = (Condition("about.sex", frozenset({"female"})), Condition("about.age", at_least=16))
    rule = joined(both, KNOWN)
    assert (len(rule["enableWhen"]), rule["enableBehavior"]) == (2, "all")


@pytest.mark.parametrize(
    "conditions",
    [
        (Condition("about.sex", frozenset({"female", "male"})), Condition("about.age", at_least=16)),
        (Condition("about.sex", frozenset({"female", "male"}), negated=True),),
    ],
)
def test_what_fhir_cannot_join_is_refused_and_never_left_out(conditions):
    with pytest.raises(NotSayable):
        joined(conditions, KNOWN)
