"""What a plan is made of: the library that rules files fill, the case, and the draft for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Dose:
    """How much: sets of repetitions or of seconds held, and on how many days a week."""

    sets: int
    per_week: int
    reps: int | None = None
    hold_seconds: int | None = None


@dataclass(frozen=True)
class Exercise:
    """One home exercise. `suits` names causes and contributors, or "all"."""

    code: str
    title: str
    suits: tuple[str, ...]
    phases: tuple[int, ...]
    how: tuple[str, ...]
    dose: Dose
    progress: str
    stop: str
    grade: str
    source: tuple[str, ...]


@dataclass(frozen=True)
class PhaseRule:
    """One of the three phases: its weeks (inclusive, from 1), massage, and what must hold to move on.

    `massage` is for people; `massage_weeks` is 1 or 2, the weeks from one visit to the next.
    """

    number: int
    title: str
    first_week: int
    last_week: int
    massage: str
    massage_weeks: int
    move_on: tuple[str, ...]


@dataclass(frozen=True)
class CauseRule:
    """What a cause asks of a plan: one goal and one line of treatment for each phase."""

    goals: tuple[str, str, str]
    treatment: tuple[str, str, str]


@dataclass(frozen=True)
class Library:
    """Everything that a plan may be drafted from. `light_only`: what is said where deep work may not be."""

    version: str
    phases: tuple[PhaseRule, ...]
    causes: Mapping[str, CauseRule]
    contributors: Mapping[str, str]
    criteria: Mapping[str, str]
    education: Mapping[str, tuple[str, ...]]
    exercises: tuple[Exercise, ...]
    light_only: Mapping[str, str]


@dataclass(frozen=True)
class Case:
    """Whom the plan is for: causes and contributors that the therapist confirmed, strongest first.

    `light_only`: a caution allows no deep work. Source: safety 3.5, K1, K6, K8, K10.
    """

    causes: tuple[str, ...]
    contributors: tuple[str, ...]
    starts_on: date
    next_event_on: date | None = None
    light_only: bool = False


@dataclass(frozen=True)
class LoadWeek:
    """One week of training: percent of the usual week before the plan, and why it is lighter."""

    week: int
    starts_on: date
    percent: int
    kind: str  # build, recovery, event, after_event


@dataclass(frozen=True)
class Phase:
    rule: PhaseRule
    goals: tuple[str, ...]
    treatment: tuple[str, ...]
    exercises: tuple[Exercise, ...]
    ends_on: date


@dataclass(frozen=True)
class Proposal:
    """A draft, for a therapist to edit and sign. It is never shown to a client as it is."""

    phases: tuple[Phase, ...]
    load: tuple[LoadWeek, ...]
    education: tuple[str, ...]
    reassess_on: tuple[date, ...]
