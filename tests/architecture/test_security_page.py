"""docs/security.md names tests; each is there, and each chapter of the standard is walked."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)))
CHAPTERS = 17


def functions_of(path):
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("path, name", NAMED, ids=lambda part: part)
def test_every_test_that_is_named_exists(path, name):
    assert name in functions_of(path)


def test_every_chapter_is_walked_in_order():
    assert re.findall(r"^## V(\d+) ", PAGE, re.MULTILINE) == [str(n) for n in range(1, CHAPTERS + 1)]


def test_it_names_a_test_wherever_something_applies():
    """Each chapter has a test or says why there is none."""
    chapters = re.split(r"^## V\d+ ", PAGE, flags=re.MULTILINE)[1:]
    bare = [text.splitlines()[0] for text in chapters if "::test_" not in text and "Not used" not in text]
    assert (len(NAMED) > 50, bare) == (True, [])


def test_every_page_that_it_leads_to_is_there():
    links = re.findall(r"\]\(([\w/.-]+)\)", PAGE)
    assert [link for link in links if not (ROOT / "docs" / link).exists()] == []
