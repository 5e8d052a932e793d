"""Points to bands, with the reasons for, against and not known. Tiers are unknown here.

Source: evidence map 2.0, 2.1 and 2.7.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .comparisons import Facts
from .findings import Origins
from .ruleset import CauseRules, Ceiling, Row, Scoring, Signal
from .terms import Band, Cause
from .vocabulary import is_answered


class Reason(NamedTuple):
    """One answer or measurement that counts: its dotted key, what was told or measured, and its points."""

    answer: str
    value: object
    points: int
    because: str
    source: tuple[str, ...]
    grade: str
    measured: bool


@dataclass(frozen=True, slots=True)
class Weighed:
    """One cause. `score` is the sum of the points of all reasons."""

    id: Cause
    score: int
    band: Band
    confirmed: bool
    answered: int
    asked: int
    reasons: tuple[Reason, ...]
    unknown: tuple[str, ...]


def weigh(
    facts: Facts, origins: Origins, causes: Iterable[CauseRules], scoring: Scoring
) -> tuple[Weighed, ...]:
    """All causes, highest first; ties stay in the order of the article."""
    weighed = [_weighed(cause, facts, origins, scoring) for cause in causes]
    return tuple(sorted(weighed, key=lambda one: -one.score))


def _weighed(cause: CauseRules, facts: Facts, origins: Origins, scoring: Scoring) -> Weighed:
    chosen = chosen_signals(cause.rows, facts)
    reasons = _under(
        cause.ceiling, facts, [_reason(signal, points, facts, origins) for signal, points in chosen]
    )
    asked = [row for row in cause.rows if row.asks]
    unknown = _unknown(asked, facts)
    speaking = {id(signal) for signal, _ in chosen}
    answered = sum(_is_covered(row, unknown, speaking) for row in asked)
    score = sum(reason.points for reason in reasons)
    return Weighed(
        id=cause.id,
        score=score,
        band=band_of(score, _signals(reasons), answered, len(asked), scoring),
        confirmed=any(reason.measured and reason.points > 0 for reason in reasons),
        answered=answered,
        asked=len(asked),
        reasons=tuple(reasons),
        unknown=tuple(unknown),
    )


def _signals(reasons: Iterable[Reason]) -> int:
    return sum(reason.points > 0 for reason in reasons)


def band_of(score: int, signals: int, answered: int, asked: int, scoring: Scoring) -> Band:
    """Whole-number arithmetic only: 60% is not under 60%."""
    if answered * 100 < scoring.coverage_percent * asked:
        return Band.NOT_ENOUGH_TO_SAY
    if score >= scoring.main_factor and signals >= scoring.main_factor_signals:
        return Band.MAIN_FACTOR
    return Band.MAY_BE_ADDING if score >= scoring.may_be_adding else Band.NOT_SHOWN


def chosen_signals(rows: Sequence[Row], facts: Facts) -> list[tuple[Signal, int]]:
    """The signals that speak and their points, strongest first: each question once, where it weighs most."""
    holding = [
        (row, signal)
        for row in rows
        if row.asks or is_done(row.tests, facts)
        for signal in row.signals
        if signal.when.holds(facts)
    ]
    holding.sort(key=lambda pair: -abs(pair[1].points))
    used: set[str] = set()
    spoken: dict[str, int] = {}
    chosen = []
    for row, signal in holding:
        left = row.cap - spoken.get(row.id, 0)
        if not used.isdisjoint(signal.uses) or left <= 0 or (row.id in spoken and not row.together):
            continue
        points = max(-left, min(left, signal.points))
        used |= signal.uses
        spoken[row.id] = spoken.get(row.id, 0) + abs(points)
        chosen.append((signal, points))
    return chosen


def is_done(tests: Iterable[str], facts: Facts) -> bool:
    """Whether any of these tests was measured."""
    return any(f"{test}.seen" in facts or f"{test}.least" in facts for test in tests)


def _reason(signal: Signal, points: int, facts: Facts, origins: Origins) -> Reason:
    answer, value = told(signal.answer, facts, origins)
    sources, grade = signal.basis.sources, signal.basis.grade.value
    return Reason(answer, value, points, signal.because, sources, grade, signal.measured)


def told(name: str, facts: Facts, origins: Origins) -> tuple[str, object]:
    """The key and value behind a name: of a worked-out fact, the measurement that speaks for it."""
    if name in origins:
        return origins[name]
    return name, facts.get(name)


def _under(ceiling: Ceiling | None, facts: Facts, reasons: list[Reason]) -> list[Reason]:
    """Takes points from the weakest reasons until the score is under the ceiling: points always add up."""
    if ceiling is None or ceiling.unless.holds(facts):
        return reasons
    over = sum(reason.points for reason in reasons) - ceiling.points
    for place in range(len(reasons) - 1, -1, -1):
        taken = min(max(over, 0), max(reasons[place].points, 0))
        if taken:
            because = _one_sentence(reasons[place].because, ceiling.because)
            reasons[place] = reasons[place]._replace(points=reasons[place].points - taken, because=because)
            over -= taken
    return reasons


def _one_sentence(first: str, second: str) -> str:
    """The contract promises one sentence to each reason."""
    return f"{first.removesuffix('.')}; {second[:1].lower()}{second[1:]}"


def _is_covered(row: Row, unknown: Container[str], speaking: set[int]) -> bool:
    """A row is answered when any of its questions is, or when it speaks by way of another."""
    return any(key not in unknown for key in row.asks) or any(
        id(signal) in speaking for signal in row.signals
    )


def _unknown(rows: Iterable[Row], facts: Facts) -> dict[str, None]:
    """Keys that would count and are missing, in the order of the rows."""
    keys = dict.fromkeys(key for row in rows for key in row.asks)
    return {key: None for key in keys if not is_answered(key, facts.get(key))}


def shown(causes: Iterable[Weighed]) -> list[Weighed]:
    """The causes that are factors, highest first."""
    return [cause for cause in causes if cause.band in (Band.MAIN_FACTOR, Band.MAY_BE_ADDING)]
