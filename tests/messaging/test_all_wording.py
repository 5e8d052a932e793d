"""Every file that a letter or a text is made of: a new one is read here without being named."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.messaging.test_rendering import TELLING

ROOT, ROOMS = Path(settings.BASE_DIR), ("assessments", "bookings", "hekas")
TEMPLATES = ROOT / "templates"
FOLDERS = [TEMPLATES / "messages", TEMPLATES / "account" / "email"]
FILES = sorted(path for folder in FOLDERS for path in folder.rglob("*") if path.is_file())
ON_A_LOCK_SCREEN = [path for path in FILES if path.name.endswith(("subject.txt", "sms.txt"))]
WHAT_WE_ARE = "sports massage in Manchester"  # who writes, in the foot of a letter; never in a text
OF_A_BODY = re.compile(
    r"\b(foot|feet|toes?|ankle|knee|shin|thigh|back pain|blood|veins?|numb\w*|swollen|injur\w*|illness"
    r"|disease|surgery|operation|deep|red answer|emergency result|same.day)\b",
    re.IGNORECASE,
)
OF_HELP = re.compile(r"\b(111|999|urgent\w*|emergency|doctor|GP|hospital|A&E)\b", re.IGNORECASE)
NOT_SAID = re.compile(
    r"{% comment %}.*?{% endcomment %}|{#.*?#}|<style>.*?</style>|{%.*?%}|{{.*?}}|<[^>]*>", re.DOTALL
)


def said(path):
    """What a person reads of it, but for the values."""
    return NOT_SAID.sub(" ", path.read_text("utf-8")).replace(WHAT_WE_ARE, "")


def telling(words):
    return [found[0] for kind in (TELLING, OF_A_BODY) for found in kind.finditer(words)]


def writers():
    """Each module that writes a message, or makes the values of one, with the sentences in it."""
    for path in (path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))):
        text = path.read_text("utf-8")
        if "enqueue(" in text or path.match("adapters/*letters.py"):
            yield str(path.relative_to(ROOT)), sentences(ast.parse(text))


def sentences(tree):
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
    words = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in told]
    return [one.value for one in words if isinstance(one.value, str) and " " in one.value]


WRITERS = dict(writers())


@pytest.mark.parametrize("name", sorted(WRITERS))
def test_no_value_of_a_message_speaks_of_a_body(name):
    assert [(words, telling(words)) for words in WRITERS[name] if telling(words)] == []


def test_the_writers_are_found():
    assert {"bookings/adapters/letters.py", "assessments/actions/returns.py"} <= set(WRITERS)
    assert any("roll up" in words for words in WRITERS["bookings/adapters/letters.py"])


def test_there_are_files_of_both_sorts():
    assert (len(FILES) > 80, len(ON_A_LOCK_SCREEN) > 40) == (True, True)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_no_letter_and_no_text_speaks_of_a_body(path):
    assert telling(said(path)) == []


@pytest.mark.parametrize("path", ON_A_LOCK_SCREEN, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_no_lock_screen_says_that_somebody_needs_help(path):
    """Source: practice 5, PECR: no symptom, red flag or part of the body on a lock screen"""
    assert OF_HELP.findall(said(path)) == []
    assert WHAT_WE_ARE not in path.read_text("utf-8")


@pytest.mark.parametrize("part", ["body.txt", "body.html"])
def test_whoever_is_not_seen_finds_both_numbers_in_the_letter(part):
    words = said(TEMPLATES / "messages" / "appointment_withdrawn" / part).replace("&nbsp;", " ")
    assert "call 111" in words and "call 999" in words


@pytest.mark.parametrize(
    "words", ["Your cramp diary", "Your deep massage is confirmed", "Bring shoes for your feet", "Your calf"]
)
def test_a_telling_word_is_noticed(words):
    assert telling(words)
