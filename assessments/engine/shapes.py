"""Readers of plain values. Each takes a value and a list of faults, and gives the value back in one form.

A fault is (JSON pointer below the value, message). Messages never repeat what was given: it may be private or
ten megabytes long. Numbers come out as int or Fraction, so that thresholds are exact.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from .moments import read_day, read_moment

Faults = list[tuple[str, str]]
Shape = Callable[[object, Faults], object]
Number = int | Fraction

LONGEST_NAME = 60


def escaped(name: str) -> str:
    """A key as one step of a JSON pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")


def is_text(value: str) -> bool:
    """Whether it can be written as UTF-8: half of a surrogate pair can't."""
    return value.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in value)


def exact(value: object) -> Number | None:
    """The number that was written, exactly; None for anything that is not a finite number."""
    kind = type(value)
    if kind is int:
        return value  # type: ignore[return-value]
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else value
    if not isinstance(value, float) or not math.isfinite(value):
        return None
    return int(value) if value.is_integer() else Fraction(repr(value))


class Choice:
    """One of these words."""

    def __init__(self, *words: str) -> None:
        self.words = words
        self._allowed = frozenset(words)
        self._message = f"must be one of: {', '.join(words)}"

    def __call__(self, value: object, faults: Faults) -> object:
        if isinstance(value, str) and value in self._allowed:
            return value
        faults.append(("", self._message))
        return None


class Numeric:
    """A number within limits, both included. 5.0 is a whole number, as JSON Schema has it; true is none."""

    def __init__(self, least: int, most: int, *, whole: bool = False) -> None:
        self.least, self.most, self.whole = least, most, whole
        self._message = f"must be {'a whole number' if whole else 'a number'} from {least} to {most}"

    def __call__(self, value: object, faults: Faults) -> object:
        given = exact(value)
        if given is None or not self.least <= given <= self.most or (self.whole and type(given) is not int):
            faults.append(("", self._message))
            return None
        return given


choice, number = Choice, Numeric


def truth(value: object, faults: Faults) -> object:
    if value is not True and value is not False:
        faults.append(("", "must be true or false"))
    return value


def text(longest: int) -> Shape:
    def read(value: object, faults: Faults) -> object:
        if not isinstance(value, str):
            faults.append(("", "must be text"))
        elif len(value) > longest:
            faults.append(("", f"must be at most {longest} characters"))
        elif not is_text(value):
            faults.append(("", "holds a character that can't be written as text"))
        return value

    return read


def moment(value: object, faults: Faults) -> object:
    """An aware datetime in UTC."""
    given = read_moment(value)
    if given is None:
        faults.append(("", "must be a date and time with an offset, such as 2026-11-20T12:00:00+00:00"))
    return given


def day(value: object, faults: Faults) -> object:
    given = read_day(value)
    if given is None:
        faults.append(("", "must be a date that exists, such as 2026-11-29"))
    return given


def _put_below(step: object, faults: Faults, since: int) -> None:
    """Put the step of a part in front of the pointers of its faults: those after the first `since`."""
    faults[since:] = [(f"/{step}{path}", message) for path, message in faults[since:]]


class Several:
    """A list, as a tuple in the order given."""

    def __init__(self, item: Shape, *, most: int | None = None, different: bool = False) -> None:
        self.item, self.most, self.different = item, most, different

    def __call__(self, value: object, faults: Faults) -> object:
        if not isinstance(value, list | tuple):
            faults.append(("", "must be a list"))
            return ()
        if self.most is not None and len(value) > self.most:
            faults.append(("", f"must have at most {self.most} items"))
            return ()
        items = []
        for place, given in enumerate(value):
            before = len(faults)
            items.append(self.item(given, faults))
            if len(faults) > before:
                _put_below(place, faults, before)
        if self.different:
            _check_different(items, faults)
        return tuple(items)


several = Several


def _check_different(items: Sequence[object], faults: Faults) -> None:
    """Names each repeat, and the list itself, at which a reader of the schema looks."""
    seen: set[object] = set()
    before = len(faults)
    for place, item in enumerate(items):
        if item is not None and item in seen:
            faults.append((f"/{place}", "is given twice"))
        seen.add(item)
    if len(faults) > before:
        faults.append(("", "must not name a thing twice"))


def any_of(*words: str) -> Several:
    """Several different words of a list."""
    return Several(Choice(*words), different=True)


def record(fields: Mapping[str, Shape], *, needs: Sequence[str] = ()) -> Shape:
    """An object with these keys and no others."""

    def read(value: object, faults: Faults) -> object:
        if not isinstance(value, dict):
            faults.append(("", "must be an object"))
            return {}
        result: dict[str, object] = {}
        for key, given in value.items():
            field = fields.get(key)
            if field is None:
                faults.append(_unknown(key))
            else:
                before = len(faults)
                result[key] = field(given, faults)
                if len(faults) > before:
                    _put_below(key, faults, before)
        faults.extend((f"/{key}", "is missing and is needed") for key in needs if key not in value)
        faults.extend((f"/{escaped(key)}", "is given twice") for key in getattr(value, "twice", ()))
        return result

    return read


def _unknown(key: object) -> tuple[str, str]:
    if isinstance(key, str) and len(key) <= LONGEST_NAME:
        return f"/{escaped(key)}", "is not a key that is known here"
    return "", "has a key that is not known here (its name is very long)"
