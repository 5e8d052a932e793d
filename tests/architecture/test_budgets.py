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
PROOF = re.compile(r"\bassert\b|raises|expect\(|assert_|check_")


def functions(tree: ast.Module) -> list[ast.FunctionDef]:
    return [node for node in ast.walk(tree) if isinstance(node, FUNCTIONS)]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_a_file_is_small_swallows_nothing_and_its_tests_assert(path):
    """All in one, as to read a file as Python is what takes time."""
    source = path.read_text()
    tree = ast.parse(source)
    assert source.count("\n") <= LONGEST_FILE
    assert [f.name for f in functions(tree) if f.end_lineno - f.lineno >= LONGEST_FUNCTION] == []
    assert swallowed(tree) == []
    if path.name.startswith("test_"):
        assert without_proof(tree) == []


def swallowed(tree: ast.Module) -> list[int]:
    """The lines on which an exception is met and nothing is done."""
    handlers = [node for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler)]
    return [one.lineno for one in handlers if all(isinstance(line, ast.Pass) for line in one.body)]


def without_proof(tree: ast.Module) -> list[str]:
    tests = [f for f in functions(tree) if f.name.startswith("test_")]
    return [f.name for f in tests if not PROOF.search(ast.unparse(f))]


def test_most_files_and_functions_are_short():
    """Half of the functions have at most nine lines, half of the files at most 75."""
    code = [path for path in PYTHON if path.parts[len(ROOT.parts)] != "tests"]
    trees = (ast.parse(path.read_text()) for path in code)
    lengths = sorted(f.end_lineno - f.lineno + 1 for tree in trees for f in functions(tree))
    sizes = sorted(n for n in (path.read_text().count("\n") for path in code) if n)
    assert lengths[len(lengths) // 2] <= 9
    assert sizes[len(sizes) // 2] <= 75


def test_what_breaks_a_rule_would_be_seen():
    """The control."""
    tree = ast.parse("def test_one():\n    try:\n        go()\n    except OSError:\n        pass\n")
    assert (swallowed(tree), without_proof(tree)) == ([4], ["test_one"])


def test_no_signals_between_our_own_modules():
    receivers = [name(p) for p in PYTHON if re.search(r"@receiver|django\.dispatch", p.read_text())]
    assert receivers == ["tests/architecture/test_budgets.py"]
