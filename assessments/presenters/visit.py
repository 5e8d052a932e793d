"""The head of the visit page: who, why they come, whether they are cleared, what to take care of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from assessments.engine.catalogue import Person
from assessments.labels import GATES, in_words
from assessments.models import Clearance, Result
from assessments.queries.clearances import standing_gate
from assessments.rules.questionnaire import load_questionnaire
from assessments.rules.questionnaire_terms import Question

GATE_KINDS = {"open": "done", "held": "held", "redirected": "urgent"}
WHY_KEYS = ("cramps.side", "cramps.settings", "cramps.per_week", "cramps.weeks_since_first")


@dataclass(frozen=True)
class Standing:
    """Where the clearance stands, who opened it and why, and when safety was last asked."""

    gate: str
    label: str
    kind: str
    asked_at: datetime | None = None
    is_stale: bool = False
    because: tuple[str, ...] = ()
    opened_by: str = ""
    opened_at: datetime | None = None
    opened_why: str = ""
    help_first: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fact:
    name: str
    value: str


@dataclass(frozen=True)
class Head:
    """Three equal cells above all tools."""

    sub: str
    goal: str
    why: tuple[Fact, ...]
    standing: Standing
    cautions: tuple[str, ...]


def head_of(person: Person, result: Result | None, clearance: Clearance | None, now: datetime) -> Head:
    """From the stored answers and the standing clearance."""
    answers = result.answers if result else {}
    return Head(
        sub=", ".join(_sub(person, answers)),
        goal=answers.get("goals", ""),
        why=tuple(_why(answers)),
        standing=_standing(clearance, now),
        cautions=tuple(_cautions(result, answers)),
    )


def _sub(person: Person, answers: Mapping[str, Any]) -> Iterable[str]:
    yield f"{person.age} years" if person.age is not None else "age not known"
    if person.sex in ("female", "male"):
        yield person.sex
    sports = answers.get("training", {}).get("sports", [])
    if sports:
        yield " and ".join(sports[:2])


def _why(answers: Mapping[str, Any]) -> Iterable[Fact]:
    known = load_questionnaire().by_key
    for key in WHY_KEYS:
        section, name = key.split(".")
        value = answers.get(section, {}).get(name)
        if value is not None and key in known:
            yield Fact(known[key].short, _words(known[key], value))


def _words(question: Question, value: Any) -> str:
    words = in_words(question, value)
    return words if isinstance(words, str) else ", ".join(words)


def _standing(row: Clearance | None, now: datetime) -> Standing:
    if row is None:
        return Standing("held", "No safety answers yet", "held")
    gate = standing_gate(row)
    triage = row.result.snapshot["triage"]
    return Standing(
        gate=gate,
        label=GATES[gate],
        kind=GATE_KINDS[gate],
        asked_at=row.answered_at,
        is_stale=row.expires_at <= now,
        because=tuple(dict.fromkeys(triage["held_because"]))[:3],
        opened_by=row.released_by.name if row.released_by else "",
        opened_at=row.released_at,
        opened_why=row.release_reason,
        help_first=tuple(_help_first(triage)) if gate == "redirected" else (),
    )


def _help_first(triage: Mapping[str, Any]) -> Iterable[str]:
    """What is to be done before anything else, most urgent first."""
    for tier in ("emergency", "same_day"):
        actions = (flag["action"] for flag in triage["flags"] if flag["tier"] == tier)
        yield from dict.fromkeys(actions)


def _cautions(result: Result | None, answers: Mapping[str, Any]) -> Iterable[str]:
    flags = result.snapshot["triage"]["flags"] if result else []
    yield from dict.fromkeys(flag["action"] for flag in flags)
    event = answers.get("training", {}).get("next_event_on")
    if event:
        on = date.fromisoformat(event)
        yield f"Event on {on.day} {on:%B}: nothing deep in the two days before."
