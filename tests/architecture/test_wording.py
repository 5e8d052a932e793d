"""What the templates say: "may be adding to", never a diagnosis, a cure, a certain cause or a chance."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
FILES = sorted(path for path in TEMPLATES.rglob("*") if path.suffix in {".html", ".txt", ".typ"})
ALLOWED = re.compile(
    r"(do|does|did|can|could) ?(not|n['’]t) diagnose|(not|n['’]t) (a )?diagnos\w+", re.IGNORECASE
)
FORBIDDEN = re.compile(
    r"diagnos|\bcur(e|es|ed|ing)\b|\d ?% chance|per ?cent chance|cause of your|risk of\b|guarantee",
    re.IGNORECASE,
)
COMMENT = re.compile(r"{% comment %}.*?{% endcomment %}|{#.*?#}", re.DOTALL)


def said(text: str) -> list[str]:
    """The forbidden words of a text, apart from its comments and from saying that we do not diagnose."""
    return [found[0] for found in FORBIDDEN.finditer(ALLOWED.sub("", COMMENT.sub("", text)))]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_no_template_says_what_we_must_not(path):
    assert said(path.read_text()) == []


@pytest.mark.parametrize(
    "text", ["You were diagnosed", "It will cure you", "an 80% chance", "the cause of your cramps"]
)
def test_what_we_must_not_say_is_noticed(text):
    assert said(text)
