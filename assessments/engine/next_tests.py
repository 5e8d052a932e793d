"""Which tests to do first: those whose outcome could change the picture most, worked out from the rules.

For every test not yet done, each outcome that some row knows is tried on the score of its cause. What could
put another cause on top comes first, then what could move a cause to another band, then what weighs most.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .causes import Weighed, band_of
from .conditions import Facts
from .ruleset import CauseRules, Row, Ruleset, Scoring
from .terms import Band, Cause

MOST_TESTS = 5


@dataclass(frozen=True, slots=True)
class NextTest:
    test: str
    because: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one possible outcome of a test would do. Ordered by how much it changes."""

    test: str
    cause: CauseRules
    new_top: bool
    new_band: Band | None
    points: int
    distance: int

    @property
    def worth(self) -> tuple[int, int, int, int]:
        return (self.new_top, self.new_band is not None, abs(self.points), -self.distance)


def tests_to_do_first(facts: Facts, causes: Sequence[Weighed], rules: Ruleset) -> tuple[NextTest, ...]:
    """At most five tests, the most telling first; equal ones in the order of the rules."""
    best: dict[str, Outcome] = {}
    for outcome in _outcomes(facts, causes, rules):
        known = best.get(outcome.test)
        if known is None or outcome.worth > known.worth:
            best[outcome.test] = outcome
    ranked = sorted(best.values(), key=lambda outcome: tuple(-each for each in outcome.worth))
    return tuple(NextTest(outcome.test, _because(outcome, rules)) for outcome in ranked[:MOST_TESTS])


def _outcomes(facts: Facts, causes: Sequence[Weighed], rules: Ruleset) -> Iterable[Outcome]:
    weighed = {cause.id: cause for cause in causes}
    for cause in rules.causes:
        for row in cause.rows:
            for test in _tests_left(row, facts):
                for points in sorted({signal.points for signal in row.signals}, reverse=True):
                    yield _outcome(test, cause, points, weighed, causes, rules.scoring)


def _tests_left(row: Row, facts: Facts) -> list[str]:
    return [test for test in row.tests if f"{test}.seen" not in facts and f"{test}.least" not in facts]


def _outcome(
    test: str,
    cause: CauseRules,
    points: int,
    weighed: dict[Cause, Weighed],
    causes: Sequence[Weighed],
    scoring: Scoring,
) -> Outcome:
    now = weighed[cause.id]
    score = now.score + points
    signals = sum(reason.points > 0 for reason in now.reasons) + (points > 0)
    band = band_of(score, signals, now.answered, now.asked, scoring)
    top = max(causes, key=lambda one: score if one.id is cause.id else one.score)
    distance = min(abs(score - edge) for edge in (scoring.may_be_adding, scoring.main_factor))
    new_band = band if band is not now.band else None
    return Outcome(test, cause, top.id is not causes[0].id, new_band, points, distance)


def _because(outcome: Outcome, rules: Ruleset) -> str:
    name = outcome.cause.name.lower()
    if outcome.new_top and outcome.points > 0:
        return f"It could put {name} first among what may be adding to your cramps."
    if outcome.new_top:
        return f"It could take {name} from the first place."
    if outcome.new_band is not None:
        return f"It could move {name} to '{rules.scoring.words[outcome.new_band].lower()}'."
    return f"It would tell us more about {name}."
