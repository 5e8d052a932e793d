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
    """One home exercise. `suits` names causes, contributors and patterns, or "all".

    `not_with`: the ids of flags with which it is not drafted; a therapist may add it. Source: safety 3.5.
    """

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
    not_with: frozenset[str] = frozenset()


@dataclass(frozen=True)
class TrainingRule:
    """How training is built up, in percent: `start` of the usual week, `start_low` where load may be adding.

    `step_up` is of the week before; every `easier_every`th week is at `easier` of its level; the week of an
    event and the one after it are at most `event`. Source: A65, A66.
    """

    start: int
    start_low: int
    step_up: int
    easier_every: int
    easier: int
    event: int


@dataclass(frozen=True)
class OutcomeRule:
    """What counts as a change of cramps, activities, pain and heel raises, and when to look again.

    Weeks are those of the plan. Source: evidence 2.5.
    """

    fewer_percent: int
    points: int
    points_of_one: int
    pain: int
    raises: int
    low_pain: int
    recent_weeks: int
    reassess_weeks: tuple[int, ...]
    review_week: int
    early_days: int


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
    """Everything that a plan may be drafted from. `light_only`: what is said where deep work may not be.

    `beside`: for some flags, by id, a line of treatment that each phase begins with.

    No phase is drafted with more than `most_exercises`; one that has none of its own goes on with `kept_up`,
    and where some were left out for a caution it says `waits`.
    """

    version: str
    phases: tuple[PhaseRule, ...]
    causes: Mapping[str, CauseRule]
    contributors: Mapping[str, str]
    criteria: Mapping[str, str]
    education: Mapping[str, tuple[str, ...]]
    exercises: tuple[Exercise, ...]
    light_only: Mapping[str, str]
    beside: Mapping[str, str]
    training: TrainingRule
    outcome: OutcomeRule
    most_exercises: int
    kept_up: str
    waits: str


@dataclass(frozen=True)
class Case:
    """Whom the plan is for: causes and contributors that the therapist confirmed, strongest first.

    `patterns` are those that their training life meets; `flags` the ids of what fired. `light_only`: one of
    them allows no deep work. Where the day of the event is not known, `next_event_on` is the first that it
    may be on and `event_until` the last. Source: safety 3.5.
    """

    causes: tuple[str, ...]
    contributors: tuple[str, ...]
    starts_on: date
    next_event_on: date | None = None
    light_only: bool = False
    patterns: tuple[str, ...] = ()
    flags: frozenset[str] = frozenset()
    event_until: date | None = None


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
