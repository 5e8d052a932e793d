"""docs/messages.md names a test for each hard case and fault of messages, and each of them exists."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "messages.md").read_text()
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)))
CASES = [f"HC-{number}" for number in range(42, 55)] + [*map(str, range(21, 33)), "63", "64"]


@pytest.mark.parametrize("case", CASES)
def test_every_case_has_its_line_with_a_test(case):
    lines = [line for line in PAGE.splitlines() if re.match(rf"\| [^|]*\b{case}\b[^|]* \|", line)]
    assert any("::test_" in line for line in lines)


@pytest.mark.parametrize(("path", "test"), NAMED, ids=[test for _, test in NAMED])
def test_the_test_exists(path, test):
    tree = ast.parse((ROOT / path).read_text())
    assert test in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
