"""Each claim of the clinic's article stands where people read it, or the page of claims says why not."""

import html
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "claims.md"
LEFT_UNSAID = "left unsaid"
NOT_READ = re.compile(
    r"{% comment %}(?s:.*?){% endcomment %}|{%.*?%}|<[^>]+>|^(?:#|rationale = ).*$", re.MULTILINE
)
READ_BY_PEOPLE = ("templates/", "assessments/rules/", "assessments/presenters/")


def rows():
    lines = [line for line in PAGE.read_text().splitlines() if line.startswith("| A")]
    cells = [line.strip("| ").split(" | ") for line in lines]
    return [(claim, place.strip("`"), words) for claim, _, place, words in cells]


def plain(text):
    """What people read: without comments, reasons, tags and line ends, and with one kind of apostrophe."""
    return re.sub(r"\s+", " ", html.unescape(NOT_READ.sub(" ", text)).replace("’", "'"))


def test_every_claim_has_its_row():
    assert [claim for claim, _, _ in rows()] == [f"A{number}" for number in range(1, 127)]


@pytest.mark.parametrize(("claim", "place", "words"), rows(), ids=[claim for claim, _, _ in rows()])
def test_a_claim_stands_where_the_page_says(claim, place, words):
    assert words.strip()
    if place != LEFT_UNSAID:
        assert place.startswith(READ_BY_PEOPLE)
        assert plain(words) in plain((ROOT / place).read_text())


def test_few_are_left_unsaid():
    assert [claim for claim, place, _ in rows() if place == LEFT_UNSAID] == ["A118", "A119", "A125", "A126"]


def test_no_rule_cites_a_claim_that_the_page_leaves_unsaid():
    said = {claim for claim, place, _ in rows() if place != LEFT_UNSAID}
    texts = [path.read_text() for path in (ROOT / "assessments" / "rules").glob("*.toml")]
    cited = {f"A{number}" for text in texts for number in re.findall(r'"A(\d+)"', text)}
    assert cited <= said
