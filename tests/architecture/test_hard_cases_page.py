"""docs/hard-cases.md: every number has its line, and every test that a line names is there."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
PAGE = TESTS.parent / "docs" / "hard-cases.md"
LINE = re.compile(r"^\| ((?:HC|F)-\d\d) \| (.+?) \| (.+) \|$", re.MULTILINE)
LINES = {number: re.findall(r"`([^`]+)`", tests) for number, _, tests in LINE.findall(PAGE.read_text())}
CASES = 65


@cache
def names_in(path: Path) -> frozenset[str]:
    tree = ast.parse(path.read_text())
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_every_case_has_its_line():
    assert [number for number in LINES if number.startswith("HC")] == [
        f"HC-{n:02}" for n in range(1, CASES + 1)
    ]


@pytest.mark.parametrize("number", LINES)
def test_a_line_names_tests_that_are_there(number):
    assert LINES[number]
    for name in LINES[number]:
        path, _, test = name.partition("::")
        assert (TESTS / path).is_file(), name
        assert test in names_in(TESTS / path), name


def test_every_other_test_that_the_page_names_is_there_too():
    named = re.findall(r"`([\w/]+\.py)::(\w+)`", PAGE.read_text())
    assert len(named) > len(LINES)
    assert [name for name in named if name[1] not in names_in(TESTS / name[0])] == []
