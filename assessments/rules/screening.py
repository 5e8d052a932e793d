"""The tests of a visit, read from screening.toml and checked. A fault names test and field."""

import tomllib
from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from assessments.engine.catalogue import Catalogue, ScreeningTest

FILE = "screening.toml"
KINDS = {"number", "words", "text"}
NUMBERS = {"step", "min", "max", "low", "high", "gap", "gap_share", "real_change"}
LISTS = {"sides", "variants", "flag", "source"}
KNOWN = {field.name for field in fields(ScreeningTest)}


class ScreeningFault(ValueError):
    """The data can't be used: `where` (a test or the top) and `field` say what to mend."""

    def __init__(self, where: str, field: str, message: str) -> None:
        super().__init__(f"{FILE}: {where}: {field}: {message}")
        self.where, self.field = where, field


@cache
def load_screening() -> Catalogue:
    """The tests of this release. Raises ScreeningFault."""
    text = (Path(__file__).parent / FILE).read_text("utf-8")
    return parse_screening_rules(tomllib.loads(text, parse_float=Decimal))


def parse_screening_rules(document: Mapping[str, Any]) -> Catalogue:
    """The file's table to a Catalogue. Raises ScreeningFault."""
    for field in ("version", "parts", "tests"):
        if not document.get(field):
            raise ScreeningFault("top", field, "is missing")
    tests = tuple(_test(raw, document["parts"]) for raw in document["tests"])
    codes = [spec.code for spec in tests]
    for code in codes:
        if codes.count(code) > 1:
            raise ScreeningFault(f"test {code}", "code", "stands there twice")
    return Catalogue(document["version"], document["parts"], tests)


def _test(raw: Mapping[str, Any], parts: Mapping[str, str]) -> ScreeningTest:
    where = f"test {raw.get('code', '?')}"
    for field in raw.keys() - KNOWN:
        raise ScreeningFault(where, field, "is not a field that we know")
    for field in ("code", "part", "title", "how", "kind", "sides", "source"):
        if not raw.get(field):
            raise ScreeningFault(where, field, "is missing")
    if raw["part"] not in parts:
        raise ScreeningFault(where, "part", "is not one of the parts")
    _kind(where, raw)
    return ScreeningTest(**{name: _typed(name, value) for name, value in raw.items()})


def _kind(where: str, raw: Mapping[str, Any]) -> None:
    if raw["kind"] not in KINDS:
        raise ScreeningFault(where, "kind", "must be number, words or text")
    if raw["kind"] == "number" and not ("unit" in raw and raw.get("min", 0) < raw.get("max", 0)):
        raise ScreeningFault(where, "max", "a number needs a unit, and min below max")
    if raw["kind"] == "words" and not raw.get("words"):
        raise ScreeningFault(where, "words", "are missing")
    if not set(raw.get("flag", ())) <= raw.get("words", {}).keys():
        raise ScreeningFault(where, "flag", "names a word that the test does not have")


def _typed(name: str, value: Any) -> Any:
    if name in NUMBERS:
        return Decimal(value)
    return tuple(value) if name in LISTS else value
