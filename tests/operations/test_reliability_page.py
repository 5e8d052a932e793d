"""docs/reliability.md: all sixty-nine faults in order, and no test named that is not there."""

import ast
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
PAGE = TESTS.parent / "docs" / "reliability.md"
LINE = re.compile(r"^\| (\d+) \| (.+?) \| (.+) \| (.+) \|$", re.MULTILINE)
NAMED = re.compile(r"`([\w/]+\.py)::(\w+)`")
ROWS = {
    int(number): (fault, tested, figure) for number, fault, tested, figure in LINE.findall(PAGE.read_text())
}


def functions(file: str) -> set[str]:
    tree = ast.parse((TESTS / file).read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


CODE = TESTS.parent
STATUS = re.compile(r"\b503\b")
NO_ANSWERS = {  # they name the number, and answer nobody with it
    "hekas/api/openapi.py",  # that any call may meet one
    "hekas/messaging/channels/carrier.py",  # what a provider says
    "hekas/postgres/faults.py",  # a code of PostgreSQL: 23503
    "hekas/fhir/bundle.py",  # a code of LOINC: 11503-0
}


def test_every_file_that_answers_503_has_its_line():
    rooms = [path for room in ("hekas", "assessments", "bookings") for path in (CODE / room).rglob("*.py")]
    found = [*rooms, *(CODE / "deploy").rglob("*.template")]
    named = {str(path.relative_to(CODE)) for path in found if STATUS.search(path.read_text())}
    section = PAGE.read_text().partition("## What answers 503")[2].partition("\n## ")[0]
    assert {name for name in named - NO_ANSWERS if f"`{name}`" not in section} == set()
    assert named - NO_ANSWERS == {
        name for name in re.findall(r"`([\w/.]+)`", section) if (CODE / name).is_file()
    }


def test_every_test_that_the_page_names_is_there():
    named = NAMED.findall(PAGE.read_text())
    assert len(named) > 100
    assert [f"{file}::{name}" for file, name in named if name not in functions(file)] == []


def test_every_fault_has_its_line():
    assert list(ROWS) == list(range(1, 70))


@pytest.mark.parametrize("number", ROWS)
def test_every_test_named_is_there_and_what_is_not_tested_says_why(number):
    _, tested, figure = ROWS[number]
    named = NAMED.findall(tested)
    assert named or tested.startswith("Not here: ")
    assert [f"{file}::{name}" for file, name in named if name not in functions(file)] == []
    assert figure.strip()
