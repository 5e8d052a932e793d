"""What the words of a condition do: each makes a test of facts. What was not answered passes none."""

from collections.abc import Callable, Mapping

from .shapes import Number
from .vocabulary import is_answered

Facts = Mapping[str, object]
Test = Callable[[Facts], bool]


def either(tests: tuple[Test, ...]) -> Test:
    """Plain loops here and below: a generator would cost more than the comparisons."""

    def test(facts: Facts) -> bool:
        for one in tests:  # noqa: SIM110
            if one(facts):
                return True
        return False

    return test


def both(tests: tuple[Test, ...]) -> Test:
    def test(facts: Facts) -> bool:
        for one in tests:  # noqa: SIM110
            if not one(facts):
                return False
        return True

    return test


def negated(inside: Test) -> Test:
    return lambda facts: not inside(facts)


def is_word(key: str, words: frozenset[str]) -> Test:
    return lambda facts: facts.get(key) in words


def is_truth(key: str, wanted: bool) -> Test:
    return lambda facts: facts.get(key) is wanted


def is_number(key: str, wanted: Number) -> Test:
    return lambda facts: facts.get(key) == wanted


def answered(key: str) -> Test:
    return lambda facts: is_answered(key, facts.get(key))


def includes(key: str, words: frozenset[str]) -> Test:
    return lambda facts: not words.isdisjoint(facts.get(key) or ())  # type: ignore[arg-type]


def some(key: str, inside: Test) -> Test:
    def test(facts: Facts) -> bool:
        side = {"cramps.side": facts.get("cramps.side")}
        return any(inside({**record, **side}) for record in facts.get(key) or ())  # type: ignore[attr-defined]

    return test


def matches(key: str, other: str) -> Test:
    """Sides: the same one, or `both` of the first against any one side. `varies` matches nothing."""

    def test(facts: Facts) -> bool:
        side, wanted = facts.get(key), facts.get(other)
        return wanted in ("left", "right", "both") and side in (wanted, "both")

    return test


def at_least(key: str, limit: Number) -> Test:
    return lambda facts: (value := facts.get(key)) is not None and value >= limit  # type: ignore[operator]


def more_than(key: str, limit: Number) -> Test:
    return lambda facts: (value := facts.get(key)) is not None and value > limit  # type: ignore[operator]


def at_most(key: str, limit: Number) -> Test:
    return lambda facts: (value := facts.get(key)) is not None and value <= limit  # type: ignore[operator]


def less_than(key: str, limit: Number) -> Test:
    return lambda facts: (value := facts.get(key)) is not None and value < limit  # type: ignore[operator]


MAGNITUDES: dict[str, Callable[[str, Number], Test]] = {
    "at least": at_least,
    "more than": more_than,
    "at most": at_most,
    "less than": less_than,
}
