"""Rulesets with one rule taken out, each with a hint: the cases that should notice."""

from dataclasses import dataclass, replace
from typing import Any

from assessments.engine.terms import Fit
from tests.assessments.engine.expectations import causes, flags


@dataclass(frozen=True)
class Mutant:
    name: str
    rules: Any
    concerns: Any  # a result -> whether the rule taken out had a say in it
    topic: str = ""  # where in the casebook such rules are tested

    def __str__(self):
        return self.name


def without(items):
    """Each item with the tuple that lacks it."""
    for place, item in enumerate(items):
        yield item, items[:place] + items[place + 1 :]


def _flagged(rule):
    return lambda result: rule.id in flags(result)


def safety(rules):
    for rule, rest in without(rules.safety.rules):
        yield Mutant(f"safety {rule.key}", _safety(rules, rules=rest), _flagged(rule))


def _safety(ruleset, **change):
    return replace(ruleset, safety=replace(ruleset.safety, **change))


def follow_ups(rules):
    for follow_up, rest in without(rules.safety.follow_ups):
        named = _unanswered(follow_up.key)
        yield Mutant(f"follow-up {follow_up.key}", _safety(rules, follow_ups=rest), named)


def _unanswered(key):
    return lambda result: key in result["triage"]["unanswered"]


def questions(rules):
    for key, rest in without(rules.safety.questions):
        yield Mutant(f"question {key}", _safety(rules, questions=rest), _unanswered(key))


def signals(rules):
    for cause in rules.causes:
        for row in cause.rows:
            for signal, rest in without(row.signals):
                less = tuple(replace(each, signals=rest) if each is row else each for each in cause.rows)
                concerns = _scored(cause.id, signal.answer)
                yield Mutant(f"signal {signal.key}", _with_cause(rules, replace(cause, rows=less)), concerns)


def _with_cause(rules, changed):
    every = tuple(changed if cause.id == changed.id else cause for cause in rules.causes)
    return replace(rules, causes=every)


def _scored(cause, answer):
    def has_points(result):
        found = causes(result)[cause.value]
        return any(item["answer"].startswith(answer) for item in (*found["for"], *found["against"]))

    return has_points


def rows(rules):
    for cause in rules.causes:
        for row, rest in without(cause.rows):
            yield Mutant(f"row {row.id}", _with_cause(rules, replace(cause, rows=rest)), _always, "bands")


def _always(_result):
    return True


def patterns(rules):
    for pattern, rest in without(rules.patterns):
        yield Mutant(f"pattern {pattern.id}", replace(rules, patterns=rest), _always, "patterns")
        for _, needs in without(pattern.needs):
            changed = tuple(
                replace(each, needs=needs) if each is pattern else each for each in rules.patterns
            )
            yield Mutant(f"need of {pattern.id}", replace(rules, patterns=changed), _always, "patterns")


def contributors(rules):
    for contributor in rules.contributors:
        for kind in ("present", "suspected", "not_shown"):
            for place, (_, rest) in enumerate(without(getattr(contributor, kind))):
                changed = replace(contributor, **{kind: rest})
                every = tuple(changed if each is contributor else each for each in rules.contributors)
                yield Mutant(
                    f"{contributor.id} {kind} {place}",
                    replace(rules, contributors=every),
                    _always,
                    "contributors",
                )


def windows(rules):
    """A window that stands for all other times can't be taken out; its fit is turned round instead."""
    for window, rest in without(rules.windows):
        if window.start.name == "always":
            turned = replace(window, fit=Fit.GOOD if window.fit == Fit.AVOID else Fit.AVOID)
            rest = tuple(turned if each is window else each for each in rules.windows)
        yield Mutant(f"window {window.key}", replace(rules, windows=rest), _always, "timing")


def cards(rules):
    for card, rest in without(rules.cards):
        yield Mutant(f"card {card.id}", replace(rules, cards=rest), _shown(card))


def _shown(card):
    return lambda result: card.id in result["education"]


def ceilings(rules):
    for cause in rules.causes:
        if cause.ceiling:
            yield Mutant(f"ceiling {cause.id}", _with_cause(rules, replace(cause, ceiling=None)), _always)


FAMILIES = (safety, follow_ups, questions, signals, rows, patterns, contributors, windows, cards, ceilings)


def all_of(rules):
    """Every ruleset with one thing less."""
    return [mutant for family in FAMILIES for mutant in family(rules)]
