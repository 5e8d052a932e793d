"""The library that plans are drafted from: exercises.toml and plans.toml, read and checked."""

import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

from assessments.engine.plan_terms import (
    CauseRule,
    Dose,
    Exercise,
    Library,
    OutcomeRule,
    PhaseRule,
    TrainingRule,
)
from assessments.engine.terms import Cause, Contributor, Pattern
from assessments.rules import load_rules

EXERCISES, PLANS = "exercises.toml", "plans.toml"
TEXTS = ("code", "title", "progress", "stop", "grade")
PHASE_FIELDS = ("number", "title", "first_week", "last_week", "massage", "massage_weeks")
DOSE = {field.name for field in fields(Dose)}
OUTCOME = {field.name for field in fields(OutcomeRule)}
TRAINING = {field.name for field in fields(TrainingRule)}
SUITS = {"all", *Cause, *Contributor, *Pattern}


class LibraryFault(ValueError):
    """The data can't be used: `file`, `where` and `field` say what to mend."""

    def __init__(self, file: str, where: str, field: str, message: str) -> None:
        super().__init__(f"{file}: {where}: {field}: {message}")
        self.file, self.where, self.field = file, where, field


@cache
def load_library() -> Library:
    """Exercises and phases of this release. Raises LibraryFault."""
    return parse_library(_read(EXERCISES), _read(PLANS), {rule.id for rule in load_rules().safety.rules})


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / name).read_text("utf-8"))


def parse_library(exercises: Mapping[str, Any], plans: Mapping[str, Any], flags: Collection[str]) -> Library:
    """Two tables, as the files hold them, to a Library; `flags` are the ids that are known.

    Raises LibraryFault.
    """
    causes = {str(cause): _cause(cause, plans["causes"]) for cause in Cause}
    for contributor in Contributor:
        if contributor not in plans["contributors"]:
            raise LibraryFault(PLANS, "contributors", contributor, "is missing")
    return Library(
        version=f"{exercises['version']}+{plans['version']}",
        phases=tuple(_phase(raw, plans["criteria"]) for raw in plans["phases"]),
        causes=causes,
        contributors=plans["contributors"],
        criteria=plans["criteria"],
        education={name: tuple(cards) for name, cards in plans["education"].items()},
        exercises=_exercises(exercises["exercises"], flags),
        light_only=plans["light_only"],
        beside=_beside(plans["beside"], flags),
        training=_training(plans["training"]),
        outcome=_outcome(plans["outcome"]),
        **_drafting(plans["drafting"], {raw.get("code") for raw in exercises["exercises"]}),
    )


def _beside(raw: Mapping[str, str], flags: Collection[str]) -> Mapping[str, str]:
    for flag in raw:
        if flag not in flags:
            raise LibraryFault(PLANS, "beside", flag, "is not the id of a rule")
    return raw


def _training(raw: Mapping[str, int]) -> TrainingRule:
    if raw.keys() != TRAINING or not all(isinstance(value, int) and value > 0 for value in raw.values()):
        raise LibraryFault(
            PLANS, "training", ", ".join(sorted(TRAINING)), "must each be a whole number over 0"
        )
    return TrainingRule(**raw)


def _outcome(raw: Mapping[str, Any]) -> OutcomeRule:
    weeks = raw.get("reassess_weeks")
    numbers = [*(value for name, value in raw.items() if name != "reassess_weeks"), *(weeks or ())]
    if raw.keys() != OUTCOME or not all(type(number) is int and number > 0 for number in numbers):
        raise LibraryFault(PLANS, "outcome", ", ".join(sorted(OUTCOME)), "must each be whole numbers over 0")
    if not weeks or weeks != sorted(set(weeks)):
        raise LibraryFault(PLANS, "outcome", "reassess_weeks", "must be weeks that rise")
    return OutcomeRule(**{**raw, "reassess_weeks": tuple(weeks)})


def _drafting(raw: Mapping[str, Any], codes: Collection[str]) -> dict[str, Any]:
    if raw.keys() != {"most_exercises", "kept_up", "waits"}:
        raise LibraryFault(
            PLANS, "drafting", "most_exercises, kept_up, waits", "must be there, and no others"
        )
    if raw["kept_up"] not in codes:
        raise LibraryFault(PLANS, "drafting", "kept_up", f"{raw['kept_up']!r} is not one of the exercises")
    return dict(raw)


def _exercises(rows: Iterable[Mapping[str, Any]], flags: Collection[str]) -> tuple[Exercise, ...]:
    for raw in rows:
        for flag in raw.get("not_with", ()):
            if flag not in flags:
                where = f"exercise {raw.get('code', '?')}"
                raise LibraryFault(EXERCISES, where, "not_with", f"{flag!r} is not the id of a rule")
    return tuple(_exercise(raw) for raw in rows)


def _cause(cause: str, causes: Mapping[str, Any]) -> CauseRule:
    raw = causes.get(cause, {})
    for field in ("goals", "treatment"):
        if len(raw.get(field, ())) != 3:
            raise LibraryFault(PLANS, f"cause {cause}", field, "needs one line for each phase")
    return CauseRule(tuple(raw["goals"]), tuple(raw["treatment"]))


def _phase(raw: Mapping[str, Any], criteria: Mapping[str, str]) -> PhaseRule:
    where = f"phase {raw.get('number', '?')}"
    for name in raw["move_on"]:
        if name not in criteria:
            raise LibraryFault(PLANS, where, "move_on", f"{name!r} is not one of the criteria")
    if raw.get("massage_weeks") not in (1, 2):
        raise LibraryFault(PLANS, where, "massage_weeks", "must be 1 or 2")
    plain = {name: raw[name] for name in PHASE_FIELDS}
    return PhaseRule(**plain, move_on=tuple(raw["move_on"]))


def _exercise(raw: Mapping[str, Any]) -> Exercise:
    where = f"exercise {raw.get('code', '?')}"
    for name in TEXTS:
        if not isinstance(raw.get(name), str) or not raw[name].strip():
            raise LibraryFault(EXERCISES, where, name, "must be a text")
    for name in ("for", "phases", "how", "source"):
        if not raw.get(name):
            raise LibraryFault(EXERCISES, where, name, "is missing")
    if not set(raw["for"]) <= SUITS:
        raise LibraryFault(
            EXERCISES, where, "for", "names something that is no cause, contributor or pattern"
        )
    return Exercise(
        **{name: raw[name] for name in TEXTS},
        suits=tuple(raw["for"]),
        phases=tuple(raw["phases"]),
        how=tuple(raw["how"]),
        source=tuple(raw["source"]),
        not_with=frozenset(raw.get("not_with", ())),
        dose=_dose(where, raw.get("dose", {})),
    )


def _dose(where: str, raw: Mapping[str, int]) -> Dose:
    if not raw.keys() <= DOSE or not {"sets", "per_week"} <= raw.keys():
        raise LibraryFault(EXERCISES, where, "dose", "needs sets and per_week")
    if ("reps" in raw) == ("hold_seconds" in raw):
        raise LibraryFault(EXERCISES, where, "dose", "needs either reps or hold_seconds")
    return Dose(**raw)
