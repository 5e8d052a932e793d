"""The one entry: answers and rules, and measurements where there are some, to an Assessment.

Safety, causes and patterns each see the facts and never one another.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from .answers import Answers
from .causes import Weighed, weigh
from .education import cards_for
from .facts import intake_facts
from .findings import Origins, screening_facts
from .next_tests import NextTest, tests_to_do_first
from .patterns import ContributorResult, PatternResult, contributors_of, patterns_of
from .ruleset import Ruleset
from .safety import REDIRECTING, Triage, triage_of
from .screening import Screening
from .terms import Gate
from .timing import Window, not_before, redirected, windows_of

NO_VISIT = "No visit is offered now. Please get the help that is named first."


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the engine makes of an intake; `assessment_document` writes it as the contract has it."""

    rules_version: str
    rules_digest: str
    answered_at: datetime
    asked_at: datetime
    triage: Triage
    causes: tuple[Weighed, ...]
    patterns: tuple[PatternResult, ...]
    contributors: tuple[ContributorResult, ...]
    education: tuple[str, ...]
    screen_first: tuple[NextTest, ...]
    windows: tuple[Window, ...]

    @property
    def shown_to_client(self) -> bool:
        return self.triage.tier not in REDIRECTING

    @property
    def not_before(self) -> datetime | None:
        """The first instant at which any visit fits."""
        return not_before(self.windows)


def assess(
    answers: Answers,
    rules: Ruleset,
    screening: Screening | None = None,
    *,
    checked_at: datetime | None = None,
) -> Assessment:
    """Everything about one intake. `checked_at` is the time of asking, aware (default: the answers')."""
    asked_at = (checked_at or answers.answered_at).astimezone(UTC)
    facts, origins = _facts(answers, rules, screening, asked_at)
    triage = triage_of(facts, origins, rules.safety)
    causes = weigh(facts, origins, rules.causes, rules.scoring)
    alone = triage.gate is Gate.REDIRECTED  # one action and no cross-sell: safety rules 3.7, 8
    return Assessment(
        rules_version=rules.version,
        rules_digest=rules.digest,
        answered_at=answers.answered_at,
        asked_at=asked_at,
        triage=triage,
        causes=causes,
        patterns=patterns_of(facts, rules.patterns),
        contributors=contributors_of(facts, rules.contributors),
        education=() if alone else cards_for(facts, {flag.id for flag in triage.flags}, rules.cards),
        screen_first=() if alone else tests_to_do_first(facts, causes, rules),
        windows=redirected(asked_at, NO_VISIT)
        if triage.gate is Gate.REDIRECTED
        else windows_of(facts, asked_at, rules.windows),
    )


def triage(answers: Answers, rules: Ruleset, *, checked_at: datetime | None = None) -> Triage:
    """Safety alone, asked after each page of an intake."""
    asked_at = (checked_at or answers.answered_at).astimezone(UTC)
    return triage_of(*_facts(answers, rules, None, asked_at), rules.safety)


def _facts(
    answers: Answers, rules: Ruleset, screening: Screening | None, asked_at: datetime
) -> tuple[Mapping[str, object], Origins]:
    facts = intake_facts(answers, asked_at)
    if screening is None:
        return facts, {}
    found = screening_facts(screening, facts, rules.norms)
    return {**facts, **found.facts}, found.origins
