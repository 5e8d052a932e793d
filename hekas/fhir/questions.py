"""What was asked and what was answered, each in the words of its time."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from assessments.engine.moments import read_moment
from assessments.models import Intake, Result
from assessments.presenters import signing
from assessments.rules.event_days import EVENT, EventDays, event_days
from assessments.rules.questionnaire import load_questionnaire
from assessments.rules.questionnaire_terms import Question, Questionnaire
from hekas.fhir import people
from hekas.fhir.branches import asked_when, asked_when_in
from hekas.fhir.kinds import IN_GROUPS, REPEATED, TYPES, answer_of, coding, in_group
from hekas.fhir.parts import Json, instant, kept, known, resource
from hekas.fhir.record import Record
from hekas.fhir.weights import option, points_of

FORM = "urn:hekas:questionnaire:intake"
MAY_BE_ON = "urn:hekas:may-be-on"  # the days around a date that was told in weeks
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
    yield from (form(version, asked[version], record.forms.get(version)) for version in sorted(asked))
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


@dataclass(frozen=True)
class Form:
    """One version: its questions, what is asked when, whether today's rules weigh its choices."""

    by_key: Mapping[str, Question]
    when: Mapping[str, Json]
    weighs: bool = False


def form(version: str, asked: Mapping[str, str], kept_form: Questionnaire | None = None) -> Json:
    """The questions of one version, whole where its release kept them; else those that this client was asked.

    A question that depends on another says on what (enableWhen). In the version in force each choice has the
    points that it alone brings.
    """
    now = load_questionnaire()
    current = version == now.version
    known_form = now if current else kept_form
    words = {q.key: q.ask for q in known_form.questions} | dict(asked) if known_form else dict(asked)
    items = [
        _part(part, list(keys), words, _form_of(known_form, current))
        for part, keys in groupby(sorted(words, key=_place), key=lambda key: key.partition(".")[0])
    ]
    return resource(
        "Questionnaire",
        known(f"{FORM}|{version}"),
        url=FORM,
        version=version,
        title="Questions before a visit",
        status="active" if current else "retired",
        **(_signed() if current else {}),
        subjectType=["Patient"],
        item=items,
    )


def _form_of(known_form: Questionnaire | None, current: bool) -> Form:
    if known_form is None:
        return Form(load_questionnaire().by_key, {})
    return Form(known_form.by_key, asked_when() if current else asked_when_in(known_form), current)


def _signed() -> Json:
    """When a clinician signed the rules behind the questions; nothing until one has."""
    last = signing.signed_on()
    return {"approvalDate": last.isoformat(), "lastReviewDate": last.isoformat()} if last else {}


def _place(key: str) -> tuple[int, str, str]:
    part = key.partition(".")[0]
    return (list(PARTS).index(part) if part in PARTS else len(PARTS), part, key)


def _part(part: str, keys: list[str], words: Mapping[str, str], of: Form) -> Json:
    if keys == [part]:
        return _question(part, words[part], of)
    items = [_question(key, words[key], of) for key in keys]
    return kept({"linkId": part, "text": PARTS.get(part), "type": "group", "item": items})


def _question(key: str, text: str, of: Form) -> Json:
    question = of.by_key.get(key)
    kind = question.kind if question else "text"
    choices = question.choices if question and TYPES[kind] == "choice" else ()
    inner = [{"linkId": f"{key}.{name}", "type": type_} for name, type_ in IN_GROUPS.get(kind, {}).items()]
    return kept(
        {
            "linkId": key,
            "text": text,
            "type": TYPES[kind],
            **of.when.get(key, {}),
            "required": True if question and question.must else None,
            "repeats": True if kind in REPEATED else None,
            "answerOption": [_option(question, c.value, of) for c in choices if question],
            "item": inner,
        }
    )


def _option(question: Question, value: str, of: Form) -> Json:
    return option(coding(question, value), points_of(question.key, value) if of.weighs else {})


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
    then = record.forms.get(intake.questionnaire_version) or load_questionnaire()
    words = {question.key: question.ask for question in then.questions} | dict(asked)
    items = list(_items(answers, "", words, then))
    if days := event_days(answers, intake.answers):
        _widen(items, days)
    return resource(
        "QuestionnaireResponse",
        uuid,
        questionnaire=f"{FORM}|{intake.questionnaire_version}",
        status=status,
        subject=people.of_client(record.client),
        authored=instant(at),
        item=items,
    )


def _widen(items: list[Json], days: EventDays) -> None:
    """A race told in weeks has one date in the answers: beside it the days that it may be on."""
    inner = (one for item in items for one in item.get("item", ()) if one["linkId"] == f"training.{EVENT}")
    span = {"start": days.first.isoformat(), "end": days.last.isoformat()}
    for one in inner:
        one["answer"][0]["_valueDate"] = {"extension": [{"url": MAY_BE_ON, "valuePeriod": span}]}


def _items(
    answers: Mapping[str, Any], above: str, words: Mapping[str, str], then: Questionnaire
) -> Iterator[Json]:
    for name, value in answers.items():
        if (key := f"{above}{name}") not in ("answered_at", "left_open", "noted"):
            yield from _item(key, value, words, then)


def _item(key: str, value: Any, words: Mapping[str, str], then: Questionnaire) -> Iterator[Json]:
    """One item, or one for each group of a list of groups, such as weeks of training."""
    question = then.by_key.get(key)
    item = kept({"linkId": key, "text": words.get(key)})
    values = value if isinstance(value, list) else [value]
    if question and question.kind in IN_GROUPS:
        yield from ({**item, "item": _group(question, row)} for row in values)
    elif isinstance(value, dict):
        inner = list(_items(value, f"{key}.", words, then))
        yield kept({**item, "text": words.get(key) or PARTS.get(key), "item": inner})
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
