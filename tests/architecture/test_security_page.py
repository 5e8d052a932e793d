"""docs/security.md walks ASVS 5.0: each requirement of levels 1 and 2 has a row, a row a test or a word."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)))
CHAPTERS = 17
# Section: how many requirements of levels 1 and 2 it has; in each of them those come first, from 1 on.
SECTIONS = """
1.1:2 1.2:9 1.3:11 1.4:3 1.5:2 2.1:3 2.2:3 2.3:4 2.4:1 3.2:2 3.3:4 3.4:6
3.5:5 3.7:2 4.1:3 4.2:1 4.3:2 4.4:4 5.1:1 5.2:3 5.3:2 5.4:3 6.1:3 6.2:12
6.3:4 6.4:4 6.5:5 6.6:3 6.8:4 7.1:3 7.2:4 7.3:2 7.4:5 7.5:2 7.6:2 8.1:2
8.2:3 8.3:1 8.4:1 9.1:3 9.2:4 10.1:2 10.2:2 10.3:4 10.4:11 10.5:5 10.6:2 10.7:3
11.1:2 11.2:3 11.3:3 11.4:4 11.5:1 11.6:1 12.1:3 12.2:2 12.3:4 13.1:1 13.2:5 13.3:2
13.4:5 14.1:2 14.2:4 14.3:3 15.1:3 15.2:3 15.3:7 16.1:1 16.2:5 16.3:4 16.4:3 16.5:3
17.1:1 17.2:4 17.3:2
"""
ASKED = {section: int(count) for section, _, count in (part.partition(":") for part in SECTIONS.split())}
WORDS = re.compile(r"\*\*(Elsewhere|By the host|Nothing here|Not met|Partly)\b", re.IGNORECASE)
SHORT = re.compile(r"\*\*(Not met|Partly)\b")


def numbers(cell):
    """`1.2.6–1.2.8, 1.3.1` → each number for itself."""
    for part in cell.split(","):
        first, _, last = part.strip().partition("–")
        section, _, begin = first.rpartition(".")
        for number in range(int(begin), int((last or first).rpartition(".")[2]) + 1):
            yield f"{section}.{number}"


def rows(page):
    """Of each chapter's table: (the numbers of a row, what it says)."""
    found = re.findall(r"^\| ([\d., –]+) \| (.*) \|$", page, re.MULTILINE)
    return [(list(numbers(cell)), said) for cell, said in found]


def asked():
    return {f"{section}.{n}" for section, count in ASKED.items() for n in range(1, count + 1)}


def functions_of(path):
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("path, name", NAMED, ids=lambda part: part)
def test_every_test_that_is_named_exists(path, name):
    assert name in functions_of(path)


def test_every_chapter_is_walked_in_order():
    assert re.findall(r"^## V(\d+) ", PAGE, re.MULTILINE) == [str(n) for n in range(1, CHAPTERS + 1)]


def test_no_requirement_of_the_first_two_levels_is_left_out():
    assert len(asked()) == 253
    assert asked() - {number for given, _ in rows(PAGE) for number in given} == set()


def test_a_row_stands_in_its_chapter():
    for chapter in re.split(r"^## V", PAGE, flags=re.MULTILINE)[1:]:
        own = chapter.split()[0]
        assert {number.split(".")[0] for given, _ in rows(chapter) for number in given} == {own}


def test_each_row_names_a_test_or_says_why_there_is_none():
    bare = [given for given, said in rows(PAGE) if "::test_" not in said and not WORDS.search(said)]
    assert (len(NAMED) > 150, bare) == (True, [])


def test_what_is_not_met_stands_at_the_top():
    [line] = re.findall(r"^\*\*Not met or partly:\*\* (.*)\.$", PAGE, re.MULTILINE)
    short = {number for given, said in rows(PAGE) if SHORT.search(said) for number in given}
    assert set(line.split(", ")) == short


def test_a_row_that_is_gone_or_bare_is_noticed():
    page = PAGE.replace("| 2.3.4 | No two", "| 2.3.5 | No two")
    assert asked() - {number for given, _ in rows(page) for number in given} == {"2.3.4"}
    assert list(numbers("1.2.6–1.2.8, 1.3.1")) == ["1.2.6", "1.2.7", "1.2.8", "1.3.1"]
    assert not WORDS.search("Held.")


def test_every_page_that_it_leads_to_is_there():
    links = re.findall(r"\]\(([\w/.-]+)\)", PAGE)
    assert [link for link in links if not (ROOT / "docs" / link).exists()] == []
