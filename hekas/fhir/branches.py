"""What is asked when, as FHIR's enableWhen: a page's condition holds for each of its questions."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from assessments.rules.questionnaire import load_questionnaire
from assessments.rules.questionnaire_terms import Condition, Question, Questionnaire
from hekas.fhir.kinds import TYPES, UCUM_OF, coding
from hekas.fhir.parts import Json, quantity


class NotSayable(ValueError):
    """FHIR joins tests by all or by any, never by both: a page that needs both is beyond its words."""


@cache
def asked_when() -> Mapping[str, Json]:
    """Of the version in force."""
    return asked_when_in(load_questionnaire())


def asked_when_in(questionnaire: Questionnaire) -> Mapping[str, Json]:
    """For each key that depends on another: `enableWhen`, and how its tests are joined. Raises NotSayable."""
    return {
        question.key: joined(page.when, questionnaire.by_key, any_of=page.any_of)
        for page in questionnaire.pages
        if page.when
        for question in page.questions
    }


def joined(conditions: tuple[Condition, ...], known: Mapping[str, Question], *, any_of: bool = False) -> Json:
    """All conditions must hold, or any; within one of them any test is enough. Raises NotSayable."""
    tests = [list(tests_of(condition, known[condition.key])) for condition in conditions]
    any_of = any_of or len(tests) == 1
    if not any_of and any(len(one) > 1 for one in tests):
        raise NotSayable([condition.key for condition in conditions])
    flat = [test for one in tests for test in one]
    behaviour = {"enableBehavior": "any" if any_of else "all"} if len(flat) > 1 else {}
    return {"enableWhen": flat, **behaviour}


def tests_of(condition: Condition, question: Question) -> Iterator[Json]:
    """One test for each value. "Not this" holds too where nothing was answered; FHIR says that apart."""
    if condition.at_least is not None:
        yield {"question": condition.key, "operator": ">=", **_number(question, condition.at_least)}
        return
    if condition.answered:
        yield {"question": condition.key, "operator": "exists", "answerBoolean": True}
    if condition.negated:
        if len(condition.values) > 1:
            raise NotSayable([condition.key])
        yield {"question": condition.key, "operator": "exists", "answerBoolean": False}
    operator = "!=" if condition.negated else "="
    for value in sorted(condition.values, key=str):
        yield {"question": condition.key, "operator": operator, **_value(question, value)}


def _value(question: Question, value: str | float) -> Json:
    if not isinstance(value, str):
        return _number(question, value)
    if TYPES[question.kind] == "boolean":
        return {"answerBoolean": value == "yes"}
    return {"answerCoding": coding(question, value)}


def _number(question: Question, number: float) -> dict[str, Any]:
    kind = TYPES[question.kind]
    if kind == "quantity":
        return {"answerQuantity": quantity(number, question.unit, UCUM_OF.get(question.unit, "a"))}
    return {"answerInteger": int(number)} if kind == "integer" else {"answerDecimal": number}
