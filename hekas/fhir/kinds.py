"""The kinds of our questions as FHIR's: the type of an item, and an answer under that type."""

from collections.abc import Callable
from typing import Any

from assessments.engine.moments import read_day, read_moment
from assessments.rules.questionnaire_terms import Question
from hekas.fhir.parts import Json, instant, local, quantity

TYPES = {
    "yes_no": "choice",
    "one_of": "choice",
    "many_of": "choice",
    "boolean": "boolean",
    "whole": "integer",
    "scale": "integer",
    "number": "decimal",
    "span": "quantity",
    "moment": "dateTime",
    "date": "date",
    "text": "text",
    "short_list": "string",
    "weeks": "group",
    "injuries": "group",
}
UCUM_OF = {"seconds": "s", "minutes": "min", "hours": "h", "days": "d", "weeks": "wk", "months": "mo"}
IN_GROUPS = {  # what stands in a group that may come several times
    "weeks": {"minutes": "decimal", "sessions": "decimal", "effort": "decimal"},
    "injuries": {
        "site": "string",
        "side": "string",
        "months_ago": "decimal",
        "surgery": "boolean",
        "fully_recovered": "boolean",
    },
}
REPEATED = frozenset({"many_of", "short_list", "weeks", "injuries"})


def answer_of(question: Question | None, value: Any) -> Json:
    """One answer, under the type of its question; by its own kind where the question is not known."""
    writer = WRITERS.get(TYPES[question.kind]) if question else None
    said = writer(question, value) if writer and question else None
    return said or by_itself(value)


def by_itself(value: Any) -> Json:
    if isinstance(value, bool):
        return {"valueBoolean": value}
    if isinstance(value, int):
        return {"valueInteger": value}
    if isinstance(value, float):
        return {"valueDecimal": value}
    if read_day(value):
        return {"valueDate": value}
    moment = read_moment(value)
    return {"valueDateTime": instant(moment)} if moment else {"valueString": str(value)}


def in_group(kind: str, value: Any) -> Json:
    """An answer inside a group, by the type that the group names for it."""
    return {"valueDecimal": value} if kind == "decimal" and _is_number(value) else by_itself(value)


def coding(question: Question, value: str) -> Json:
    return local(f"answer:{question.key}", value, question.label_of(value))


def _choice(question: Question, value: Any) -> Json | None:
    return {"valueCoding": coding(question, value)} if isinstance(value, str) else None


def _decimal(_: Question, value: Any) -> Json | None:
    return {"valueDecimal": value} if _is_number(value) else None


def _quantity(question: Question, value: Any) -> Json | None:
    unit = UCUM_OF.get(question.unit, "a")
    return {"valueQuantity": quantity(value, question.unit, unit)} if _is_number(value) else None


def _text(_: Question, value: Any) -> Json | None:
    return {"valueString": value} if isinstance(value, str) else None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


WRITERS: dict[str, Callable[[Question, Any], Json | None]] = {
    "choice": _choice,
    "decimal": _decimal,
    "quantity": _quantity,
    "text": _text,
    "string": _text,
}
