"""The casebook: the given cases and our own; each an intake, perhaps a screening, and what is a right answer.

An own case is a base (`tests/cases/own/base.json`, a healthy adult who answered everything) with `change`
(dotted key to value) and `remove` (dotted keys) applied to it. `event_days`: the first and last day of a race
that was told in weeks, of which a document has one date.
"""

import copy
import functools
import json
from dataclasses import dataclass, field
from pathlib import Path

CASES = Path(__file__).parents[2] / "cases"
GIVEN = CASES / "given"
OWN = CASES / "own"


@dataclass(frozen=True)
class Case:
    id: str
    intake: dict
    expect: dict
    screening: dict | None = None
    checked_at: str | None = None
    event_days: tuple[str, ...] = ()
    rule: str = ""
    kind: str = "given"
    topic: str = "given"
    why: str = field(default="", compare=False)

    def __str__(self):
        return self.id


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def put(document, dotted, value):
    """Set a dotted key, making the pages on the way."""
    *pages, last = dotted.split(".")
    for page in pages:
        document = document.setdefault(page, {})
    document[last] = value


def take(document, dotted):
    """Remove a dotted key; a key that is not there is a mistake in the case."""
    *pages, last = dotted.split(".")
    for page in pages:
        document = document[page]
    del document[last]


@functools.cache
def _base():
    return read(OWN / "base.json")


def healthy(change=None, remove=()):
    """A fresh copy of the base intake with changes applied."""
    intake = copy.deepcopy(_base())
    for dotted, value in (change or {}).items():
        put(intake, dotted, copy.deepcopy(value))
    for dotted in remove:
        take(intake, dotted)
    return intake


def _given_case(path):
    case = read(path)
    keys = ("id", "intake", "expect", "screening", "checked_at", "why")
    return Case(**{key: case[key] for key in keys if key in case})


def _own_case(topic, row):
    keys = ("id", "rule", "kind", "expect", "screening", "checked_at", "event_days", "why")
    intake = healthy(row.get("change"), row.get("remove", ()))
    return Case(intake=intake, topic=topic, **{key: row[key] for key in keys if key in row})


@functools.cache
def given():
    return tuple(_given_case(path) for path in sorted(GIVEN.glob("*.json")))


@functools.cache
def nasty():
    return tuple(_given_case(path) for path in sorted((GIVEN / "nasty").glob("*.json")))


@functools.cache
def own():
    topics = sorted(path for path in OWN.glob("*.json") if path.stem != "base")
    return tuple(_own_case(path.stem, row) for path in topics for row in read(path))


@functools.cache
def bad():
    return tuple(read(path) for path in sorted((GIVEN / "bad").glob("*.json")))


def everyone():
    """Every case with a valid input, by id."""
    return {case.id: case for case in (*given(), *nasty(), *own())}
