"""What the papers name is there: a file, a test, a command; and what a template says it is given."""

import re
import tomllib
from pathlib import Path
from pkgutil import resolve_name

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parents[2]
PAPERS = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
PLACE = re.compile(
    r"`((?:assessments|bookings|hekas|tests|docs|deploy|templates|static|benchmarks)/[\w./-]*)`"
)
TYPED = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
COMMAND = re.compile(r"(?:^|[`;&=]\S* ?)(make) ([a-z][\w-]*)|(manage\.py) ([a-z]\w*)", re.MULTILINE)
GIVEN = re.compile(r"\b(?:assessments|bookings|hekas)(?:\.\w+){2,}")
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def missing(paper: Path) -> list[str]:
    """The places of this repository that a paper names and that are not there."""
    text = paper.read_text()
    named = [ROOT / place for place in PLACE.findall(text)]
    linked = [paper.parent / link for link in LINK.findall(text)]
    return [str(place) for place in (*named, *linked) if not place.exists()]


@pytest.mark.parametrize("paper", PAPERS, ids=name)
def test_every_place_that_a_paper_names_is_there(paper):
    assert missing(paper) == []


def test_a_place_that_is_gone_is_noticed(tmp_path):
    paper = tmp_path / "paper.md"
    paper.write_text("See `bookings/nowhere.py` and [this](gone.md).")
    assert len(missing(paper)) == 2


def unknown(text: str) -> list[str]:
    """Of what one is to type: targets that the Makefile has not, commands that the project has not."""
    made = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    known = {"make": made, "manage.py": set(get_commands())}
    typed = [filter(None, found) for code in TYPED.findall(text) for found in COMMAND.findall(code)]
    return [f"{tool} {word}" for tool, word in typed if word not in known[tool]]


def test_every_command_that_a_paper_names_is_there():
    papers = [*PAPERS, *(ROOT / "deploy").rglob("*.md"), *(ROOT / "assessments").rglob("*.md")]
    found = {name(paper): unknown(paper.read_text()) for paper in papers}
    assert {paper: words for paper, words in found.items() if words} == {}


def test_a_command_that_is_gone_is_noticed():
    text = "`make nothing`, make sure, `make run`\n```\n.venv/bin/python manage.py never --now\n```"
    assert unknown(text) == ["make nothing", "manage.py never"]


def ungiven(text: str) -> list[str]:
    """What the words at the head of a template name, in our code, and that is not there."""
    return [given for given in GIVEN.findall(text) if not _is_there(given)]


def _is_there(given: str) -> bool:
    try:
        return bool(resolve_name(given))
    except (ImportError, AttributeError):
        return False


def test_what_a_template_says_it_is_given_is_there():
    templates = {name(path): path.read_text() for path in (ROOT / "templates").rglob("*.html")}
    assert sum(len(GIVEN.findall(text)) for text in templates.values()) > 20
    assert {path: words for path, text in templates.items() if (words := ungiven(text))} == {}


def test_what_a_template_is_given_no_more_is_noticed():
    assert ungiven("page (bookings.presenters.Nobody), row (bookings.nowhere.Row)") == [
        "bookings.presenters.Nobody",
        "bookings.nowhere.Row",
    ]


def test_the_changelog_names_the_versions_that_are_in_force():
    rules = ROOT / "assessments" / "rules"
    names = {"": "ruleset", "questions ": "questionnaire", "plans ": "plans", "exercises ": "exercises"}
    read = {said: tomllib.loads((rules / f"{name}.toml").read_text()) for said, name in names.items()}
    now = [f"{said}{file['version']}" for said, file in read.items()]
    named = re.findall(r"The rules \(now ([^)]*)\)", (ROOT / "CHANGELOG.md").read_text())
    assert [re.split("[,;] ", words) for words in named] == [now]


def test_each_decision_has_a_number_of_its_own_and_says_it():
    decisions = sorted((ROOT / "docs" / "adr").glob("*.md"))
    numbers = [decision.read_text().partition(".")[0] for decision in decisions]
    assert numbers == [f"# {int(decision.name[:4])}" for decision in decisions]
    assert len(set(numbers)) == len(decisions) > 20


def test_every_paper_is_named_in_the_list_of_papers_and_each_decision_by_its_title():
    docs = ROOT / "docs"
    listed = (docs / "README.md").read_text()
    papers = [paper for paper in docs.rglob("*.md") if paper.name != "README.md"]
    assert [name(paper) for paper in papers if f"]({paper.relative_to(docs)})" not in listed] == []
    titles = [decision.read_text().partition("\n")[0][2:] for decision in (docs / "adr").glob("*.md")]
    assert [title for title in titles if f"[{title}](" not in listed] == []
