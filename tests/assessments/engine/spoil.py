"""Documents made wrong in one place, made from the contract's schemas: (JSON pointer, document) pairs."""

import copy
from itertools import pairwise

from jsonschema import Draft202012Validator

from tests.assessments.engine.casebook import healthy
from tests.assessments.engine.schemas import INTAKE, SCREENING, leaves

RECORDED = "2026-11-20T12:30:00+00:00"
WRONG = ("some text", "", 1, -1, 1.5, 10**9, True, None, [], ["some text"], {}, {"a": 1}, [None], [[]], [{}])
LISTED = {
    ("training", "weeks"): {"minutes": 100},
    ("body", "past_injuries"): {"site": "ankle"},
    ("tests",): {"test": "slump"},
    ("findings",): {"kind": "imbalance", "region": "soleus", "side": "left"},
}


def screened():
    """A small valid screening."""
    lists = {key: [dict(LISTED[key,])] for key in ("tests", "findings")}
    return {"recorded_at": RECORDED, **lists}


def pointer(path):
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in path)


def placed(document, path, value):
    """A copy of a document with a value put at a path; lists on the way are made with one plain item."""
    document = copy.deepcopy(document)
    below = document
    for step, after in pairwise(path):
        if after == 0:
            below[step] = [dict(LISTED.get(path[: path.index(0)], {}))]
        below = below[step] if step == 0 else below.setdefault(step, {})
    below[path[-1]] = value
    return document


def _wrong_values(schema):
    valid = Draft202012Validator(schema).is_valid
    is_open = schema.get("format") or schema.get("properties")
    return [
        value
        for value in WRONG
        if not valid(value) and not (is_open and isinstance(value, list | dict) and value)
    ]


def _outside(schema):
    if "minimum" in schema:
        yield from (
            schema["minimum"] - 1,
            schema["minimum"] - 0.001,
            schema["maximum"] + 1,
            schema["maximum"] + 0.001,
        )
    if "maxLength" in schema:
        yield "x" * (schema["maxLength"] + 1)


def _each(document, schema):
    for path, below in leaves(schema):
        for value in (*_wrong_values(below), *_outside(below)):
            yield pointer(path), placed(document, path, value)


def wrong_intakes():
    """Every key of the intake with every kind of value that it may not have, and just outside each bound."""
    yield from _each(healthy(), INTAKE)


def wrong_screenings():
    yield from _each(screened(), SCREENING)


def strangers(document, schema):
    """An unknown key at every level where the schema closes the object."""
    levels = [((), schema), *((path, below) for path, below in leaves(schema) if "properties" in below)]
    for path, _ in levels:
        for name in ("stranger", "Safety", "a/b~c", "", "__proto__", "k" * 60):
            yield pointer((*path, name)), placed(document, (*path, name), "no")


def too_many():
    """Lists that are too long or name a thing twice."""
    for path, schema in leaves(INTAKE):
        if schema.get("uniqueItems"):
            item = schema["items"]["enum"][0]
            yield pointer(path), placed(healthy(), path, [item, item])
        if "maxItems" in schema:
            item = LISTED.get(path, "running")
            yield pointer(path), placed(healthy(), path, [item] * (schema["maxItems"] + 1))


def at_the_bounds():
    """Every number and text exactly at its bounds, which is allowed."""
    for path, schema in leaves(INTAKE):
        ends = [schema[key] for key in ("minimum", "maximum") if key in schema]
        ends += ["é" * schema["maxLength"]] if "maxLength" in schema else []
        for value in ends:
            yield pointer(path), placed(healthy(), path, value)
