"""Frozen rules: what the knowledge files say, checked and ready to be asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from .conditions import Condition
from .danger import Dangers
from .norms import Norms
from .terms import Band, Cause, Consequence, Contributor, Fit, Gate, Grade, Pattern, ServiceKind, Tier


@dataclass(frozen=True, slots=True)
class Review:
    """Who wrote a rule and who has agreed to it. An empty reviewer means that no clinician has yet."""

    author: str
    reviewer: str
    reviewed_on: date | None
    review_due: date


@dataclass(frozen=True, slots=True)
class Basis:
    """What a rule rests on: claims of the article (A), evidence (S), a grade, and why it reads so."""

    sources: tuple[str, ...]
    grade: Grade
    rationale: str
    review: Review


@dataclass(frozen=True, slots=True)
class SafetyRule:
    """`id` is what people see; `key` is its own where several rules show one id.

    `because` and `action` are worded for the client; `title` and `hands` (what hands have to know, or "") for
    the therapist. `said_by` are ids of flags whose sentence says this one too.
    """

    key: str
    id: str
    title: str
    tier: Tier
    gate: Gate
    when: Condition
    because: str
    action: str
    hands: str
    answers: tuple[str, ...]
    basis: Basis
    said_by: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A safety question that is only asked, and only counts, where the condition holds."""

    key: str
    when: Condition


@dataclass(frozen=True, slots=True)
class ConsequenceRule:
    """What follows from each of these flags, by their ids, beside tier and gate."""

    id: Consequence
    flags: frozenset[str]
    basis: Basis


@dataclass(frozen=True, slots=True)
class SafetyRules:
    """`consequences` is empty only for rules from before 1.3.0, read to be compared."""

    rules: tuple[SafetyRule, ...]
    questions: tuple[str, ...]
    follow_ups: tuple[FollowUp, ...]
    dangers: Dangers
    fresh_for_days: int
    call_back: frozenset[str]
    sentences: Mapping[str, str]
    consequences: tuple[ConsequenceRule, ...] = ()

    def flags_with(self, consequence: Consequence) -> frozenset[str]:
        """The ids of the flags from which it follows."""
        return frozenset().union(*(one.flags for one in self.consequences if one.id is consequence))


@dataclass(frozen=True, slots=True)
class Signal:
    """One way in which a row of a cause speaks. `uses` are the questions that it takes up."""

    key: str
    when: Condition
    answer: str
    uses: frozenset[str]
    points: int
    because: str
    basis: Basis
    measured: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the evidence table. The strongest signal speaks, or all together up to `cap`.

    `title` names the row for a clinician, in a line.
    """

    id: str
    title: str
    asks: tuple[str, ...]
    tests: tuple[str, ...]
    cap: int
    together: bool
    signals: tuple[Signal, ...]


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The most that a cause may score unless the condition holds."""

    points: int
    unless: Condition
    because: str


@dataclass(frozen=True, slots=True)
class CauseRules:
    id: Cause
    name: str
    rows: tuple[Row, ...]
    ceiling: Ceiling | None


@dataclass(frozen=True, slots=True)
class Scoring:
    """Bands and limits. Scores at or over the first number are in the band."""

    main_factor: int
    main_factor_signals: int
    may_be_adding: int
    coverage_percent: int
    most_per_question: int
    words: Mapping[Band, str]


@dataclass(frozen=True, slots=True)
class Part:
    """A need of a pattern, or what supports it or speaks against it."""

    when: Condition
    because: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PatternRules:
    id: Pattern
    name: str
    needs: tuple[Part, ...]
    supports: tuple[Part, ...]
    against: tuple[Part, ...]
    basis: Basis


@dataclass(frozen=True, slots=True)
class ContributorRules:
    id: Contributor
    name: str
    present: tuple[Part, ...]
    suspected: tuple[Part, ...]
    not_shown: tuple[Part, ...]
    basis: Basis


@dataclass(frozen=True, slots=True)
class Anchor:
    """A time told from another: last_cramp + 24 h, event - 5 d. Days are counted for the event only."""

    name: str
    hours: int = 0
    days: int = 0


@dataclass(frozen=True, slots=True)
class WindowRule:
    key: str
    services: tuple[ServiceKind, ...]
    start: Anchor
    end: Anchor | None
    when: Condition | None
    fit: Fit
    because: str
    basis: Basis


@dataclass(frozen=True, slots=True)
class Card:
    """Something to read. Shown where the condition holds, and never beside a same-day or emergency result.

    `not_with`: the ids of flags beside which it is not shown. `instead_of`: shown where that card is not.
    """

    id: str
    title: str
    body: tuple[str, ...]
    when: Condition | None
    basis: Basis
    not_with: frozenset[str] = frozenset()
    instead_of: str = ""


@dataclass(frozen=True, slots=True)
class TierAdvice:
    """The one action of a tier: what to do, whom to ring and what to say."""

    heading: str
    action: str
    phone: str
    say: str
    also: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ruleset:
    version: str
    digest: str
    safety: SafetyRules
    scoring: Scoring
    causes: tuple[CauseRules, ...]
    patterns: tuple[PatternRules, ...]
    contributors: tuple[ContributorRules, ...]
    windows: tuple[WindowRule, ...]
    cards: tuple[Card, ...]
    tiers: Mapping[Tier, TierAdvice]
    safety_net: tuple[str, ...]
    test_names: Mapping[str, str]
    norms: Norms
