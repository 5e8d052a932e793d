"""Confirmed causes and contributors to a plan in three phases: a draft that a therapist edits and signs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from assessments.engine.plan_terms import Case, Exercise, Library, LoadWeek, Phase, PhaseRule, Proposal

WEEKS = 12
REASSESS_AT_WEEKS = (2, 6, 12)  # Source: evidence 2.5
MOST_EXERCISES = 5  # a phase: more is not done at home
START, START_EASY = 80, 60  # percent of the usual week; 60 where training load may be adding
STEP_UP = 10  # percent of the week before. Source: A65
RECOVERY_EVERY, RECOVERY = 4, 70  # every fourth week at 70% of the week before it. Source: A66
EVENT, AFTER_EVENT = 50, 50
USUAL = 100


def propose(case: Case, library: Library) -> Proposal:
    """The draft for this case. Without any cause it is a general plan.

    Source: A94 to A104, evidence 2.5 and 2.6.
    """
    return Proposal(
        phases=tuple(_phase(rule, case, library) for rule in library.phases),
        load=load_weeks(case),
        education=_education(case, library),
        reassess_on=tuple(case.starts_on + timedelta(weeks=week) for week in REASSESS_AT_WEEKS),
    )


def _phase(rule: PhaseRule, case: Case, library: Library) -> Phase:
    place = rule.number - 1
    rules = [library.causes[cause] for cause in case.causes]
    aims = [library.contributors[c] for c in case.contributors] if rule.number == 2 else []
    softer = library.light_only if case.light_only else {}
    treatment = (cause.treatment[place] for cause in rules)
    return Phase(
        rule=replace(rule, massage=softer.get(rule.massage, rule.massage)),
        goals=tuple(_once([*(cause.goals[place] for cause in rules), *aims])),
        treatment=tuple(_once(softer.get(line, line) for line in treatment)),
        exercises=exercises_for(rule.number, case, library),
        ends_on=case.starts_on + timedelta(weeks=rule.last_week) - timedelta(days=1),
    )


def exercises_for(phase: int, case: Case, library: Library) -> tuple[Exercise, ...]:
    """Those of this phase that suit the case, closest first: a confirmed cause before what suits everybody.

    A phase with nothing of its own goes on with single-leg raises, which suit everybody (A102).
    """
    wanted = [*case.causes, *case.contributors]
    of_phase = [exercise for exercise in library.exercises if phase in exercise.phases]
    if not wanted:
        wanted = ["all", "calf_weakness"]
    ranked = sorted((_nearness(exercise, wanted), place) for place, exercise in enumerate(of_phase))
    suiting = [of_phase[place] for nearness, place in ranked if nearness <= len(wanted)]
    kept = [exercise for exercise in of_phase if exercise.code == "heel_raise_one_leg"]
    return tuple(suiting[:MOST_EXERCISES] or kept)


def _nearness(exercise: Exercise, wanted: list[str]) -> int:
    """The place of the first wanted thing that it suits; after them what suits all; then the rest."""
    places = [place for place, name in enumerate(wanted) if name in exercise.suits]
    return min(places) if places else len(wanted) + ("all" not in exercise.suits)


def load_weeks(case: Case) -> tuple[LoadWeek, ...]:
    """Twelve weeks of training in percent of the usual week: small steps, easier weeks, the event kept free.

    Every fourth week is easier; the week of the event and the one after it are light. Source: A65, A66.
    """
    weeks: list[LoadWeek] = []
    level = START_EASY if "training_load" in case.causes else START
    for week in range(1, WEEKS + 1):
        starts_on = case.starts_on + timedelta(weeks=week - 1)
        kind = _kind(week, starts_on, case.next_event_on)
        weeks.append(LoadWeek(week, starts_on, _percent(kind, level), kind))
        level = min(USUAL, level * (100 + STEP_UP) // 100) if kind == "build" else level
    return tuple(weeks)


def _kind(week: int, starts_on: date, event: date | None) -> str:
    if event is not None and starts_on <= event < starts_on + timedelta(weeks=1):
        return "event"
    if event is not None and starts_on <= event + timedelta(weeks=1) < starts_on + timedelta(weeks=1):
        return "after_event"
    return "recovery" if week % RECOVERY_EVERY == 0 else "build"


def _percent(kind: str, level: int) -> int:
    if kind == "build":
        return level
    lighter = {"recovery": level * RECOVERY // 100, "event": EVENT, "after_event": AFTER_EVENT}[kind]
    return min(level, lighter)


def _education(case: Case, library: Library) -> tuple[str, ...]:
    cards = [card for name in ("all", *case.causes) for card in library.education.get(name, ())]
    return tuple(_once(cards))


def _once(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))
