"""The house rules that a machine can see: sizes, swallowed errors, stray words."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("hekas", "assessments", "bookings", "tests", "benchmarks")
PYTHON = sorted(
    path
    for part in PARTS
    for path in (ROOT / part).rglob("*.py")
    if "migrations" not in path.parts and "__pycache__" not in path.parts
)
LONGEST_FILE, LONGEST_FUNCTION = 350, 40
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def functions(path: Path) -> list[ast.FunctionDef]:
    return [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, FUNCTIONS)]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_files_and_functions_stay_small(path):
    assert path.read_text().count("\n") <= LONGEST_FILE
    long = [f.name for f in functions(path) if f.end_lineno - f.lineno >= LONGEST_FUNCTION]
    assert long == []


def test_most_files_and_functions_are_short():
    """Half of the functions have at most nine lines, half of the files at most 75."""
    code = [path for path in PYTHON if path.parts[len(ROOT.parts)] != "tests"]
    lengths = sorted(f.end_lineno - f.lineno + 1 for path in code for f in functions(path))
    sizes = sorted(n for n in (path.read_text().count("\n") for path in code) if n)
    assert lengths[len(lengths) // 2] <= 9
    assert sizes[len(sizes) // 2] <= 75


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_no_exception_is_swallowed(path):
    tree = ast.parse(path.read_text())
    silent = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler) and all(isinstance(line, ast.Pass) for line in node.body)
    ]
    assert silent == []


@pytest.mark.parametrize("path", [p for p in PYTHON if p.name.startswith("test_")], ids=name)
def test_every_test_asserts_something(path):
    proof = re.compile(r"\bassert\b|raises|expect\(|assert_|check_")
    tests = [f for f in functions(path) if f.name.startswith("test_")]
    empty = [f.name for f in tests if not proof.search(ast.unparse(f))]
    assert empty == []


def test_no_signals_between_our_own_modules():
    receivers = [name(p) for p in PYTHON if re.search(r"@receiver|django\.dispatch", p.read_text())]
    assert receivers == ["tests/architecture/test_budgets.py"]
