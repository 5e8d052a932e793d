"""What was asked and what was answered, each in the words of its time."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from assessments.engine.moments import read_moment
from assessments.models import Intake, Result
from assessments.rules.questionnaire import load_questionnaire
from assessments.rules.questionnaire_terms import Question
from hekas.fhir import people
from hekas.fhir.branches import asked_when
from hekas.fhir.kinds import IN_GROUPS, REPEATED, TYPES, answer_of, coding, in_group
from hekas.fhir.parts import Json, instant, kept, known, resource
from hekas.fhir.record import Record

FORM = "urn:hekas:questionnaire:intake"
PARTS = {
    "safety": "Safety",
    "about": "About you",
    "health": "Your health",
    "cramps": "Your cramps",
    "training": "Your training",
    "body": "Your body",
    "desk_and_back": "Sitting and your back",
    "sleep": "Sleep and stress",
}


def resources(record: Record) -> Iterator[Json]:
    """Each version of the questions that was asked, then each set of answers."""
    results = [row for row in record.results if record.answered[row.pk] is row]
    asked: dict[str, dict[str, str]] = {}
    for intake, words in [(row.intake, row.asked) for row in results] + _drafts(record):
        asked.setdefault(intake.questionnaire_version, {}).update(words)
    yield from (form(version, asked[version]) for version in sorted(asked))
    for row in results:
        status = "stopped" if row.intake.status == "stopped" else "completed"
        at = read_moment(row.answers.get("answered_at")) or row.made_at
        yield response(record, row.uuid, row.intake, row.answers, row.asked, status, at)
    for intake in record.unfinished:
        status, at = _unfinished(intake), intake.updated_at
        yield response(record, intake.uuid, intake, intake.answers, intake.asked, status, at)


def _drafts(record: Record) -> list[tuple[Intake, dict[str, str]]]:
    return [(intake, intake.asked) for intake in record.unfinished]


def _unfinished(intake: Intake) -> str:
    return {"draft": "in-progress", "stopped": "stopped"}.get(intake.status, "completed")


def answers_id(record: Record, result: Result) -> UUID:
    """The QuestionnaireResponse that a result rests on."""
    return record.answered[result.pk].uuid


def form(version: str, asked: Mapping[str, str]) -> Json:
    """The questions of one version. Of an earlier one, only those that this client was asked are known.

    A question that depends on another says on what (enableWhen), in the version in force. Points of an answer
    are not exported: the rules weigh several answers together, so no single choice has a weight of its own.
    """
    now = load_questionnaire()
    current = version == now.version
    words = {question.key: question.ask for question in now.questions} if current else dict(asked)
    items = [
        _part(part, list(keys), words, current)
        for part, keys in groupby(sorted(words, key=_place), key=lambda key: key.partition(".")[0])
    ]
    return resource(
        "Questionnaire",
        known(f"{FORM}|{version}"),
        url=FORM,
        version=version,
        title="Questions before a visit",
        status="active" if current else "retired",
        subjectType=["Patient"],
        item=items,
    )


def _place(key: str) -> tuple[int, str, str]:
    part = key.partition(".")[0]
    return (list(PARTS).index(part) if part in PARTS else len(PARTS), part, key)


def _part(part: str, keys: list[str], words: Mapping[str, str], now: bool) -> Json:
    if keys == [part]:
        return _question(part, words[part], now)
    items = [_question(key, words[key], now) for key in keys]
    return kept({"linkId": part, "text": PARTS.get(part), "type": "group", "item": items})


def _question(key: str, text: str, now: bool) -> Json:
    question = load_questionnaire().by_key.get(key)
    kind = question.kind if question else "text"
    choices = question.choices if question and TYPES[kind] == "choice" else ()
    inner = [{"linkId": f"{key}.{name}", "type": type_} for name, type_ in IN_GROUPS.get(kind, {}).items()]
    return kept(
        {
            "linkId": key,
            "text": text,
            "type": TYPES[kind],
            **(asked_when().get(key, {}) if now else {}),
            "required": True if question and question.must else None,
            "repeats": True if kind in REPEATED else None,
            "answerOption": [{"valueCoding": coding(question, c.value)} for c in choices if question],
            "item": inner,
        }
    )


def response(
    record: Record,
    uuid: UUID,
    intake: Intake,
    answers: Mapping[str, Any],
    asked: Mapping[str, str],
    status: str,
    at: datetime,
) -> Json:
    """The answers under the dotted keys of the intake schema, in the words they were asked in."""
    words = {question.key: question.ask for question in load_questionnaire().questions} | dict(asked)
    return resource(
        "QuestionnaireResponse",
        uuid,
        questionnaire=f"{FORM}|{intake.questionnaire_version}",
        status=status,
        subject=people.of_client(record.client),
        authored=instant(at),
        item=list(_items(answers, "", words)),
    )


def _items(answers: Mapping[str, Any], above: str, words: Mapping[str, str]) -> Iterator[Json]:
    for name, value in answers.items():
        if (key := f"{above}{name}") not in ("answered_at", "left_open", "noted"):
            yield from _item(key, value, words)


def _item(key: str, value: Any, words: Mapping[str, str]) -> Iterator[Json]:
    """One item, or one for each group of a list of groups, such as weeks of training."""
    question = load_questionnaire().by_key.get(key)
    item = kept({"linkId": key, "text": words.get(key)})
    values = value if isinstance(value, list) else [value]
    if question and question.kind in IN_GROUPS:
        yield from ({**item, "item": _group(question, row)} for row in values)
    elif isinstance(value, dict):
        yield kept(
            {**item, "text": words.get(key) or PARTS.get(key), "item": list(_items(value, f"{key}.", words))}
        )
    else:
        yield kept({**item, "answer": list(_answers(question, values))})


def _answers(question: Question | None, values: Iterable[Any]) -> Iterator[Json]:
    return (answer_of(question, value) for value in values if value not in ("", None))


def _group(question: Question, row: Mapping[str, Any]) -> list[Json]:
    types = IN_GROUPS[question.kind]
    return [
        {"linkId": f"{question.key}.{name}", "answer": [in_group(types.get(name, ""), value)]}
        for name, value in row.items()
    ]
