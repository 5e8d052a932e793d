"""Which tests to do first: those whose outcome could change the picture most, worked out from the rules.

For every test not yet done, each outcome that some row knows is tried on the score of its cause. What could
put another cause on top comes first, then what could move a cause to another band, then what weighs most.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from .causes import Weighed, band_of, is_done
from .comparisons import Facts
from .conditions import Condition
from .ruleset import CauseRules, Ruleset, Scoring
from .terms import Band
from .vocabulary import TEST_NAMES

MOST_TESTS = 5


class NextTest(NamedTuple):
    test: str
    because: str


class Outcome(NamedTuple):
    """What one possible outcome of a test would do. Ordered by how much it changes."""

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
    for test, outcome in _outcomes(facts, causes, rules):
        known = best.get(test)
        if known is None or outcome.worth > known.worth:
            best[test] = outcome
    ranked = sorted(best.items(), key=lambda item: item[1].worth, reverse=True)
    return tuple(NextTest(test, _because(outcome, rules)) for test, outcome in ranked[:MOST_TESTS])


def _outcomes(facts: Facts, causes: Sequence[Weighed], rules: Ruleset) -> Iterable[tuple[str, Outcome]]:
    weighed = {cause.id: cause for cause in causes}
    for cause in rules.causes:
        highest_other = next(other for other in causes if other.id is not cause.id)
        for row in cause.rows:
            tests = [test for test in row.tests if not is_done((test,), facts)]
            possible = [signal for signal in row.signals if tests and _may_hold(signal.when, facts)]
            for points in {signal.points: None for signal in possible}:
                outcome = _outcome(cause, points, weighed[cause.id], causes[0], highest_other, rules.scoring)
                for test in tests:
                    yield test, outcome


def _may_hold(condition: Condition, facts: Facts) -> bool:
    """Whether what is known leaves it open: an outcome that the answers rule out is not promised."""
    return all(
        holds(facts) for names, holds in condition.parts if not any(_is_to_do(n, facts) for n in names)
    )


def _is_to_do(name: str, facts: Facts) -> bool:
    test = name.partition(".")[0]
    return test in TEST_NAMES and not is_done((test,), facts)


def _outcome(
    cause: CauseRules, points: int, now: Weighed, top: Weighed, highest_other: Weighed, scoring: Scoring
) -> Outcome:
    """What `points` more would do to a cause that stands as `now`. A tie leaves the top as it is."""
    score = now.score + points
    signals = sum(reason.points > 0 for reason in now.reasons) + (points > 0)
    band = band_of(score, signals, now.answered, now.asked, scoring)
    new_top = score < highest_other.score if now is top else score > top.score
    distance = min(abs(score - edge) for edge in (scoring.may_be_adding, scoring.main_factor))
    return Outcome(cause, new_top, band if band is not now.band else None, points, distance)


def _because(outcome: Outcome, rules: Ruleset) -> str:
    name = outcome.cause.name.lower()
    if outcome.new_top and outcome.points > 0:
        return f"It could put {name} first among what may be adding to your cramps."
    if outcome.new_top:
        return f"It could take {name} from the first place."
    if outcome.new_band is not None:
        return f"It could move {name} to “{rules.scoring.words[outcome.new_band].lower()}”."
    return f"It would tell us more about {name}."
