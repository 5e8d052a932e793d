"""The tests of a visit are data: whole, in step with the contract, and precise about what is wrong."""

import copy
import json
import tomllib
from pathlib import Path

import pytest

from assessments.rules import screening
from assessments.rules.screening import ScreeningFault, load_screening, parse_screening_rules

ROOT = Path(__file__).resolve().parents[3]
RAW = tomllib.loads((Path(screening.__file__).parent / "screening.toml").read_text())
SCHEMA = json.loads((ROOT / "tests/contract/screening.schema.json").read_text())
TEST = SCHEMA["properties"]["tests"]["items"]["properties"]


def changed(**fields):
    raw = copy.deepcopy(RAW)
    raw["tests"][0].update(fields)
    return raw


def test_every_test_of_the_contract_is_there():
    assert {spec.code for spec in load_screening().tests} == set(TEST["test"]["enum"])


def test_parts_units_and_variants_are_those_of_the_contract():
    tests = load_screening().tests
    assert {spec.part for spec in tests} == set(TEST["part"]["enum"])
    assert {spec.unit for spec in tests} - {""} <= set(TEST["unit"]["enum"])
    assert {v for spec in tests for v in spec.variants} <= set(TEST["variant"]["enum"])


def test_words_are_those_that_the_contract_names():
    described = SCHEMA["properties"]["tests"]["description"]
    words = {word for spec in load_screening().tests for word in spec.words}
    assert [word for word in words if word not in described] == []


@pytest.mark.parametrize(
    "fields, field",
    [
        ({"colour": "red"}, "colour"),
        ({"title": ""}, "title"),
        ({"part": "feet"}, "part"),
        ({"kind": "guess"}, "kind"),
        ({"kind": "number"}, "max"),
        ({"words": {}}, "words"),
        ({"flag": ["odd"]}, "flag"),
    ],
)
def test_a_fault_names_test_and_field(fields, field):
    with pytest.raises(ScreeningFault) as fault:
        parse_screening_rules(changed(**fields))
    assert (fault.value.where, fault.value.field) == ("test gait_walk", field)


def test_the_same_test_twice_is_refused():
    with pytest.raises(ScreeningFault, match="stands there twice"):
        parse_screening_rules({**RAW, "tests": [RAW["tests"][0], RAW["tests"][0]]})


@pytest.mark.parametrize("field", ["version", "parts", "tests"])
def test_nothing_at_the_top_may_be_missing(field):
    with pytest.raises(ScreeningFault, match=field):
        parse_screening_rules({key: value for key, value in RAW.items() if key != field})
