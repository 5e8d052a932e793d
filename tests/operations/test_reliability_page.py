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


def test_every_fault_has_its_line():
    assert list(ROWS) == list(range(1, 70))


@pytest.mark.parametrize("number", ROWS)
def test_every_test_named_is_there_and_what_is_not_tested_says_why(number):
    _, tested, figure = ROWS[number]
    named = NAMED.findall(tested)
    assert named or tested.startswith("Not here: ")
    assert [f"{file}::{name}" for file, name in named if name not in functions(file)] == []
    assert figure.strip()
