"""What a single choice counts for: the points that it alone brings, cause by cause.

Source: practice 4.1, "choice answers with weights". The rules weigh answers together, and one choice may bear
on two causes: `itemWeight` and `ordinalValue` hold the largest of its points, and beside them each cause has
its own. A choice that counts only together with others has no weight of its own.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from assessments.engine.answers import parse_intake
from assessments.engine.assess import assess
from assessments.engine.document import assessment_document
from assessments.rules import load_rules
from assessments.rules.questionnaire import load_questionnaire
from assessments.rules.questionnaire_terms import UNSURE, Question
from hekas.fhir.parts import ORDINAL, Json

ITEM_WEIGHT = "http://hl7.org/fhir/StructureDefinition/itemWeight"
POINTS = "urn:hekas:points"
ANY_MOMENT = "2026-01-05T12:00:00+00:00"  # no single choice depends on the time of asking
CHOSEN = frozenset({"yes_no", "boolean", "one_of", "many_of"})
Points = Mapping[str, int]


@cache
def points_of(key: str, value: str) -> Points:
    """Cause → points of this one answer by the rules in force, where there are any; nothing is not nought."""
    question = load_questionnaire().by_key[key]
    if question.kind not in CHOSEN or value == UNSURE:
        return {}
    alone, nothing = _scores({key: _as_answered(question, value)}), _scores({})
    return {cause: points - nothing[cause] for cause, points in alone.items() if points != nothing[cause]}


def option(coding: Json, points: Points) -> Json:
    """One choice as an answerOption, with its weight where it has one."""
    if not points:
        return {"valueCoding": coding}
    largest = max(points.values(), key=lambda number: (abs(number), number))
    each = [{"url": f"{POINTS}:{cause}", "valueDecimal": number} for cause, number in points.items()]
    ordinal = {"extension": [{"url": ORDINAL, "valueDecimal": largest}], **coding}
    return {"extension": [{"url": ITEM_WEIGHT, "valueDecimal": largest}, *each], "valueCoding": ordinal}


def _as_answered(question: Question, value: str) -> Any:
    if question.kind == "boolean":
        return value == "yes"
    return [value] if question.kind == "many_of" else value


def _scores(answers: Mapping[str, Any]) -> dict[str, int]:
    document: dict[str, Any] = {"answered_at": ANY_MOMENT}
    for key, value in answers.items():
        part, _, name = key.rpartition(".")
        (document.setdefault(part, {}) if part else document)[name] = value
    causes = assessment_document(assess(parse_intake(document), load_rules()))["causes"]
    return {cause["id"]: cause["score"] for cause in causes}
