"""The small language in which rules say when they hold, turned once into functions.

    health.medicines includes any of statin, diuretic and not (about.age less than 40)
    some body.past_injuries (site is ankle and months_ago at most 24 and side matches cramps.side)

A comparison with something that was not answered does not hold, so `is not` holds there. `is answered` is
false for "not sure" and "rather not say".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from . import comparisons
from .comparisons import Test
from .shapes import Number
from .vocabulary import NAMES, Name

_TOKEN = re.compile(r"\s*([a-z_][a-z0-9_.]*|-?[0-9]+(?:\.[0-9]+)?|[(),])")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


class BadCondition(ValueError):
    """The text is not a condition; the message says where it stops making sense."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition as it was written, the names it looks at, and the test itself.

    `parts` must all hold for it to hold: each with the names that it looks at.
    """

    text: str
    names: frozenset[str]
    holds: Test
    parts: tuple[tuple[frozenset[str], Test], ...] = ()


def compiled(text: str) -> Condition:
    """Raises BadCondition for a name, a word or a grammar that is not known."""
    reader = _Reader(text, NAMES)
    test = reader.any()
    if reader.here:
        raise BadCondition(f"'{reader.here}' is not expected here")
    names = frozenset(reader.used)
    return Condition(text, names, test, _parts(text) or ((names, test),))


def _parts(text: str) -> tuple[tuple[frozenset[str], Test], ...]:
    """What stands between the outermost `and`s; nothing where an `or` stands beside them."""
    reader, parts = _Reader(text, NAMES), []
    while True:
        reader.used = set()
        test = reader.one()
        parts.append((frozenset(reader.used), test))
        if not reader.takes("and"):
            return () if reader.here else tuple(parts)


def _tokens(text: str) -> list[str]:
    tokens, place = [], 0
    stripped = text.rstrip()
    while place < len(stripped):
        match = _TOKEN.match(stripped, place)
        if match is None:
            raise BadCondition(f"'{stripped[place : place + 20].strip()}' can't be read")
        tokens.append(match.group(1))
        place = match.end()
    return [*tokens, ""]


class _Reader:
    """Recursive descent: any (or) → all (and) → one."""

    def __init__(self, text: str, names: Mapping[str, Name]) -> None:
        self.tokens, self.place, self.names = _tokens(text), 0, names
        self.used: set[str] = set()

    @property
    def here(self) -> str:
        return self.tokens[self.place]

    def take(self) -> str:
        token = self.here
        if not token:
            raise BadCondition("the condition ends too early")
        self.place += 1
        return token

    def takes(self, *words: str) -> bool:
        """Whether exactly these words come next; they are then behind us."""
        if tuple(self.tokens[self.place : self.place + len(words)]) != words:
            return False
        self.place += len(words)
        return True

    def expect(self, word: str) -> None:
        if not self.takes(word):
            raise BadCondition(f"'{word}' is expected where '{self.here or 'the end'}' stands")

    def any(self) -> Test:
        tests = [self.all()]
        while self.takes("or"):
            tests.append(self.all())
        return tests[0] if len(tests) == 1 else comparisons.either(tuple(tests))

    def all(self) -> Test:
        tests = [self.one()]
        while self.takes("and"):
            tests.append(self.one())
        return tests[0] if len(tests) == 1 else comparisons.both(tuple(tests))

    def one(self) -> Test:
        if self.takes("not"):
            return comparisons.negated(self.one())
        if self.takes("("):
            inside = self.any()
            self.expect(")")
            return inside
        return self.some() if self.takes("some") else self.comparison()

    def some(self) -> Test:
        key = self.take()
        records = self.known(key).records
        if records is None:
            raise BadCondition(f"'{key}' is not a list of records")
        outer, self.names = self.names, {**records, "cramps.side": self.names["cramps.side"]}
        self.expect("(")
        inside = self.any()
        self.expect(")")
        self.names = outer
        return comparisons.some(key, inside)

    def known(self, key: str) -> Name:
        if key not in self.names:
            raise BadCondition(f"'{key}' is not a name that is known")
        self.used.add(key)
        return self.names[key]

    def comparison(self) -> Test:
        key = self.take()
        name = self.known(key)
        if self.takes("includes"):
            return self.includes(key, name)
        if self.takes("is"):
            return self.equality(key, name)
        if self.takes("matches"):
            self.known(other := self.take())
            return comparisons.matches(key, other)
        return self.magnitude(key, name)

    def includes(self, key: str, name: Name) -> Test:
        if not name.many:
            raise BadCondition(f"'{key}' holds one answer: say 'is'")
        return comparisons.includes(key, frozenset(self.words(key, name, several=self.takes("any", "of"))))

    def equality(self, key: str, name: Name) -> Test:
        if self.takes("not"):
            return comparisons.negated(self.equality(key, name))
        if self.takes("answered"):
            return comparisons.answered(key)
        if name.many:
            raise BadCondition(f"'{key}' is a list: say 'includes'")
        if name.number:
            return comparisons.is_number(key, self.number())
        words = self.words(key, name, several=self.takes("one", "of"))
        return (
            comparisons.is_truth(key, words[0] == "true")
            if "true" in name.words
            else comparisons.is_word(key, frozenset(words))
        )

    def words(self, key: str, name: Name, *, several: bool) -> list[str]:
        words = [self.take()]
        while several and self.takes(","):
            words.append(self.take())
        for word in words:
            if word not in name.words:
                raise BadCondition(f"'{word}' is not an answer to {key}")
        return words

    def magnitude(self, key: str, name: Name) -> Test:
        for words, make in comparisons.MAGNITUDES.items():
            if self.takes(*words.split()):
                if not name.number:
                    raise BadCondition(f"'{key}' is not a number")
                return make(key, self.number())
        raise BadCondition(
            f"after '{key}' comes 'is', 'includes', 'at least', 'more than', … not '{self.here}'"
        )

    def number(self) -> Number:
        token = self.take()
        if not _NUMBER.fullmatch(token):
            raise BadCondition(f"'{token}' is not a number")
        limit = Fraction(token)
        return int(limit) if limit.denominator == 1 else limit
