"""Labels for training life, and what the article says adds to cramps from the way the body moves.

Source: evidence map 2.2, 2.3 and 2.7. Tiers and scores are unknown here.
"""

from collections.abc import Iterable
from typing import NamedTuple

from .comparisons import Facts
from .ruleset import ContributorRules, Part, PatternRules
from .terms import Contributor, Pattern, State
from .vocabulary import is_answered


class PatternResult(NamedTuple):
    id: Pattern
    met: bool
    because: tuple[str, ...]
    missing: tuple[str, ...]


class ContributorResult(NamedTuple):
    id: Contributor
    state: State
    because: tuple[str, ...]


def patterns_of(facts: Facts, patterns: Iterable[PatternRules]) -> tuple[PatternResult, ...]:
    """All patterns in the order of the article; none, one or more may be met."""
    return tuple(_pattern(pattern, facts) for pattern in patterns)


def _pattern(pattern: PatternRules, facts: Facts) -> PatternResult:
    needs = [need for need in pattern.needs if need.when.holds(facts)]
    lacking = [need for need in pattern.needs if not need.when.holds(facts)]
    explaining = [part for part in (*pattern.supports, *pattern.against) if part.when.holds(facts)]
    because = (part.because for part in (*needs, *explaining))
    return PatternResult(pattern.id, not lacking, tuple(dict.fromkeys(because)), _missing(lacking, facts))


def _missing(lacking: Iterable[Part], facts: Facts) -> tuple[str, ...]:
    keys = dict.fromkeys(key for need in lacking for key in need.keys)
    return tuple(key for key in keys if not is_answered(key, facts.get(key)))


def contributors_of(facts: Facts, contributors: Iterable[ContributorRules]) -> tuple[ContributorResult, ...]:
    """One for each contributor, in the order of the rules, also where nothing speaks for it."""
    return tuple(_contributor(rules, facts) for rules in contributors)


def _contributor(rules: ContributorRules, facts: Facts) -> ContributorResult:
    """The surest state that something speaks for."""
    states = (
        (State.PRESENT, rules.present),
        (State.SUSPECTED, rules.suspected),
        (State.NOT_SHOWN, rules.not_shown),
    )
    for state, parts in states:
        because = tuple(part.because for part in parts if part.when.holds(facts))
        if because:
            return ContributorResult(rules.id, state, because)
    return ContributorResult(rules.id, State.UNKNOWN, ())
