"""The head of the visit page: who, why they come, whether they are cleared, what to take care of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from assessments.engine.catalogue import Person
from assessments.labels import GATES, about_the_weekend, in_words
from assessments.models import Clearance, DeskNote, Result
from assessments.presenters.flagged import Flagged, flagged_of, other_reasons
from assessments.presenters.review import held_by_hand, words_of
from assessments.presenters.visit.changed import told
from assessments.queries.advice import standing_gate
from assessments.queries.appointed import Appointed
from assessments.queries.freshness import more_than_that
from assessments.rules.event_days import event_days
from assessments.rules.questionnaire import load_questionnaire

GATE_KINDS = {"open": "done", "held": "held", "redirected": "urgent"}
QUIET = timedelta(days=2)
LEGS = {"left": "Left leg", "right": "Right leg", "both": "Both legs", "varies": "One leg or the other"}
NUMBERS = {
    "cramps.per_week": "Cramps: {}",
    "cramps.weeks_since_first": "Began {} ago",
    "cramps.nights_woken_per_week": "Woken on {} a week",
    "cramps.worst_pain": "Worst pain in a week {}",
}
# Of their health, what hands have to know, whether or not a rule speaks of it.
TOLD_KEYS = (
    *("about.pregnancy", "health.oil_latex_or_nut_allergy", "health.skin_problem_on_legs"),
    *("health.unwell_now", "health.recent_leg_injury_or_surgery", "health.conditions"),
    *("health.medicines", "health.needs_support", "health.free_text"),
)


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
    is_spoken: bool = False

    @property
    def waits(self) -> bool:
        """Held by answers that a therapist may decide about."""
        return self.asked_at is not None and self.gate == "held" and not self.is_spoken

    @property
    def before_hands_on(self) -> str:
        """What has to happen before hands touch anybody; empty where nothing has to."""
        if self.asked_at is None:
            return "No safety answers yet: ask before any hands-on work"
        if self.is_spoken:
            return "They were sent for help and somebody has spoken with them: ask again before hands-on work"
        if self.gate != "open":
            return "Held: no hands-on work until you have decided"
        return f"Safety was last asked {more_than_that()} ago: ask again first" if self.is_stale else ""


@dataclass(frozen=True)
class Fact:
    name: str
    value: str


@dataclass(frozen=True)
class Head:
    """Three equal cells above all tools."""

    sub: str
    goal: str
    why: str
    numbers: tuple[str, ...]
    standing: Standing
    flags: tuple[Flagged, ...]
    event: str = ""
    told: tuple[Fact, ...] = ()
    safety: tuple[Fact, ...] = ()
    appointed: Appointed | None = None


def head_of(
    person: Person,
    result: Result | None,
    clearance: Clearance | None,
    now: datetime,
    appointed: Appointed | None = None,
    heard: Iterable[DeskNote] = (),
) -> Head:
    """From the stored answers, the standing clearance and the booking of today."""
    answers = result.answers if result else {}
    return Head(
        sub=", ".join(_sub(person, answers)),
        goal=answers.get("goals", ""),
        why=". ".join(_why(answers)),
        numbers=tuple(_numbers(answers)),
        standing=_standing(clearance, now, tuple(map(words_of, heard))),
        flags=flagged_of(result.snapshot["triage"]) if result else (),
        event=_event(result),
        told=_facts(answers, TOLD_KEYS),
        safety=_facts(clearance.result.answers if clearance else answers, _safety_keys()),
        appointed=appointed,
    )


def _facts(answers: Mapping[str, Any], keys: tuple[str, ...]) -> tuple[Fact, ...]:
    return tuple(Fact(name, words) for name, words in told(answers, keys))


def _safety_keys() -> tuple[str, ...]:
    return tuple(key for key in load_questionnaire().by_key if key.startswith("safety."))


def _sub(person: Person, answers: Mapping[str, Any]) -> Iterable[str]:
    yield f"{person.age} years" if person.age is not None else "age not known"
    if person.sex in ("female", "male"):
        yield person.sex
    sports = answers.get("training", {}).get("sports", [])
    if sports:
        yield " and ".join(sports[:2])


def _why(answers: Mapping[str, Any]) -> Iterable[str]:
    """Which leg, and when it cramps, as two short sentences."""
    cramps = answers.get("cramps", {})
    if cramps.get("side") in LEGS:
        yield LEGS[cramps["side"]]
    if cramps.get("settings"):
        first, *rest = in_words(load_questionnaire().by_key["cramps.settings"], cramps["settings"])
        yield ", ".join([first, *(words[0].lower() + words[1:] for words in rest)])


def _numbers(answers: Mapping[str, Any]) -> Iterable[str]:
    for key, sentence in NUMBERS.items():
        for _, words in told(answers, (key,)):
            yield sentence.format(words)


def _standing(row: Clearance | None, now: datetime, heard: tuple[str, ...]) -> Standing:
    if row is None:
        return Standing("held", "No safety answers yet", "held", because=heard)
    gate = standing_gate(row)
    triage = row.result.snapshot["triage"]
    return Standing(
        gate=gate,
        label=GATES[gate],
        kind=GATE_KINDS[gate],
        asked_at=row.answered_at,
        is_stale=row.expires_at <= now,
        because=(*held_by_hand(row), *heard, *other_reasons(triage)),
        opened_by=row.released_by.name if row.released_by else "",
        opened_at=row.released_at,
        opened_why=row.release_reason,
        help_first=tuple(_help_first(triage)) if gate == "redirected" and not row.closed_at else (),
        is_spoken=row.closed_at is not None,
    )


def _help_first(triage: Mapping[str, Any]) -> Iterable[str]:
    """What is to be done before anything else, most urgent first."""
    for tier in ("emergency", "same_day"):
        actions = (flag["action"] for flag in triage["flags"] if flag["tier"] == tier)
        yield from dict.fromkeys(actions)


def _event(result: Result | None) -> str:
    event = result.answers.get("training", {}).get("next_event_on") if result else None
    if not result or not event:
        return ""
    if days := event_days(result.answers, result.intake.answers):
        first, last = days.first - QUIET, days.last
        quiet = f"{first.day} {first:%B} to {last.day} {last:%B}"
        return f"Event: {about_the_weekend(days.day)}. Nothing deep from {quiet}."
    on = date.fromisoformat(event)
    return f"Event on {on.day} {on:%B}: nothing deep in the two days before."
