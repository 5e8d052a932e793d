"""The contract's schemas, as given, and the two faces of the word number that JSON Schema leaves open."""

import json
from pathlib import Path

CONTRACT = Path(__file__).parents[2] / "contract"


def _schema(name):
    return json.loads((CONTRACT / f"{name}.schema.json").read_text(encoding="utf-8"))


INTAKE = _schema("intake")
SCREENING = _schema("screening")
ASSESSMENT = _schema("assessment")


def leaves(schema, path=()):
    """Every (path, schema) below an object schema; a list's items stand at index 0."""
    for name, below in schema.get("properties", {}).items():
        yield (*path, name), below
        yield from leaves(below, (*path, name))
    if "items" in schema:
        yield (*path, 0), schema["items"]
        yield from leaves(schema["items"], (*path, 0))
