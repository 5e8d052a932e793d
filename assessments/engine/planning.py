"""Confirmed causes and contributors to a plan in three phases: a draft that a therapist edits and signs."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, timedelta

from assessments.engine.plan_terms import (
    Case,
    Exercise,
    Library,
    LoadWeek,
    Phase,
    PhaseRule,
    Proposal,
    TrainingRule,
)

WEEKS = 12
USUAL = 100  # percent


def propose(case: Case, library: Library) -> Proposal:
    """The draft for this case. Without any cause it is a general plan.

    Source: A94 to A104, evidence 2.5 and 2.6.
    """
    return Proposal(
        phases=tuple(_phase(rule, case, library) for rule in library.phases),
        load=load_weeks(case, library.training),
        education=_education(case, library),
        reassess_on=tuple(case.starts_on + timedelta(weeks=week) for week in library.outcome.reassess_weeks),
    )


def _phase(rule: PhaseRule, case: Case, library: Library) -> Phase:
    place = rule.number - 1
    rules = [library.causes[cause] for cause in case.causes]
    aims = [library.contributors[c] for c in case.contributors] if rule.number == 2 else []
    exercises = exercises_for(rule.number, case, library)
    waits = exercises != exercises_for(rule.number, replace(case, flags=frozenset()), library)
    treatment = [*lines_beside(case.flags, library), *(cause.treatment[place] for cause in rules)]
    treatment += [library.waits] * waits
    return Phase(
        rule=replace(rule, massage=softened(rule.massage, case, library)),
        goals=tuple(_once([*(cause.goals[place] for cause in rules), *aims])),
        treatment=tuple(_once(softened(line, case, library) for line in treatment)),
        exercises=exercises,
        ends_on=case.starts_on + timedelta(weeks=rule.last_week) - timedelta(days=1),
    )


def lines_beside(flags: Collection[str], library: Library) -> list[str]:
    """What each phase says of its treatment where these flags fired, in the order of the rules."""
    return [line for flag, line in library.beside.items() if flag in flags]


def softened(line: str, case: Case, library: Library) -> str:
    """What is said instead where no deep work may be done. Source: safety 3.5."""
    return library.light_only.get(line, line) if case.light_only else line


def exercises_for(phase: int, case: Case, library: Library) -> tuple[Exercise, ...]:
    """Those of this phase that suit the case, closest first: what is their own before what suits everybody.

    Causes come before contributors, and both before patterns, which are no findings. What a flag speaks
    against is left out, even where nothing is left: a therapist then decides. Source: safety 3.5.
    """
    wanted = [*case.causes, *case.contributors, *case.patterns]
    if not case.causes and not case.contributors:
        wanted += ["all", "calf_weakness"]
    allowed = [exercise for exercise in library.exercises if not exercise.not_with & case.flags]
    of_phase = [exercise for exercise in allowed if phase in exercise.phases]
    ranked = sorted((_nearness(exercise, wanted), place) for place, exercise in enumerate(of_phase))
    suiting = [of_phase[place] for nearness, place in ranked if nearness <= len(wanted)]
    kept_up = [exercise for exercise in allowed if exercise.code == library.kept_up]
    return tuple(suiting[: library.most_exercises] or kept_up)


def _nearness(exercise: Exercise, wanted: list[str]) -> int:
    """The place of the first wanted thing that it suits; after them what suits all; then the rest."""
    places = [place for place, name in enumerate(wanted) if name in exercise.suits]
    return min(places) if places else len(wanted) + ("all" not in exercise.suits)


def load_weeks(case: Case, rule: TrainingRule) -> tuple[LoadWeek, ...]:
    """Twelve weeks of training in percent of the usual week: small steps, easier weeks, the event kept free.

    Source: A65, A66.
    """
    weeks: list[LoadWeek] = []
    level = rule.start_low if "training_load" in case.causes else rule.start
    for week in range(1, WEEKS + 1):
        starts_on = case.starts_on + timedelta(weeks=week - 1)
        kind = _kind(week, starts_on, case, rule)
        weeks.append(LoadWeek(week, starts_on, _percent(kind, level, rule), kind))
        level = min(USUAL, level * (100 + rule.step_up) // 100) if kind == "build" else level
    return tuple(weeks)


def _kind(week: int, starts_on: date, case: Case, rule: TrainingRule) -> str:
    if first := case.next_event_on:
        last, ends = case.event_until or first, starts_on + timedelta(weeks=1)
        if starts_on <= last and first < ends:
            return "event"
        if starts_on <= last + timedelta(weeks=1) and first + timedelta(weeks=1) < ends:
            return "after_event"
    return "recovery" if week % rule.easier_every == 0 else "build"


def _percent(kind: str, level: int, rule: TrainingRule) -> int:
    if kind == "build":
        return level
    return min(level, level * rule.easier // 100 if kind == "recovery" else rule.event)


def _education(case: Case, library: Library) -> tuple[str, ...]:
    cards = [card for name in ("all", *case.causes) for card in library.education.get(name, ())]
    return tuple(_once(cards))


def _once(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))
