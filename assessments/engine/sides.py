"""Which measurement stands for which side of a test.

Repeats are used without regard to their order: of numbers the highest stands for a side. What was stopped for
pain, cramp or dizziness, or hurt more than 5 of 10, is no fair measure of strength or balance.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from .screening import TESTS, Measured
from .shapes import Number

EFFORT = frozenset({"heel_raise_straight", "heel_raise_bent", "single_leg_stance", "hip_abduction"})
UNFAIR = frozenset({"pain", "cramp", "dizziness"})
MOST_PAIN = 5


@dataclass(frozen=True, slots=True)
class Side:
    """What stands for one side of one test. `key` is its dotted key; both sides alike have the test's own."""

    key: str
    value: Number
    variant: str | None


def by_test(tests: Iterable[Measured]) -> dict[str, list[Measured]]:
    """What was measured and can be used, in the fixed order of the tests."""
    done: dict[str, list[Measured]] = {}
    for one in tests:
        if one.value is not None and not (one.test in EFFORT and _is_unfair(one)):
            done.setdefault(one.test, []).append(one)
    return {test: done[test] for test in TESTS if test in done}


def _is_unfair(one: Measured) -> bool:
    return one.stopped in UNFAIR or (one.pain is not None and one.pain > MOST_PAIN)


def sides_of(one: Measured) -> tuple[str, ...]:
    """Both sides at once means each: the heel raise is a test of one leg at a time."""
    return ("left", "right") if one.side == "both" else (one.side or "unsided",)


def best_by_side(test: str, done: Iterable[Measured]) -> dict[str, Side]:
    """Left, right or unsided → its highest value, in the test's unit; of several tries the best counts."""
    sides: dict[str, Side] = {}
    for one in done:
        for side in sides_of(one):
            best, value = sides.get(side), cast("Number", one.value)
            if best is None or (value, str(one.variant)) > (best.value, str(best.variant)):
                sides[side] = Side(test if side == "unsided" else f"{test}.{side}", value, one.variant)
    return sides


def lowest(test: str, sides: Iterable[Side]) -> Side:
    """The lowest side; where several are, no side is named: left and right are treated alike."""
    return _end(test, list(sides), highest=False)


def highest(test: str, sides: Iterable[Side]) -> Side:
    """As `lowest`, at the other end."""
    return _end(test, list(sides), highest=True)


def _end(test: str, sides: list[Side], *, highest: bool) -> Side:
    value = (max if highest else min)(side.value for side in sides)
    there = [side for side in sides if side.value == value]
    return there[0] if len(there) == 1 else Side(test, value, None)
