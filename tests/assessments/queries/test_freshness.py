"""How long answers count is one figure, that of the rules: no sentence has one of its own."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.template import engines

from assessments import rules
from assessments.actions.clearances import lasts
from assessments.presenters.flagged import other_reasons
from assessments.queries import freshness
from assessments.queries.advice import ask_again
from assessments.rules import load_rules

ROOT = Path(__file__).resolve().parents[3]
BY_HAND = re.compile(rf"\b{load_rules().safety.fresh_for_days} days")
ANOTHER = {"freshness.py", "returns.py", "later.html"}  # the example; how long a link to come back works
PRODUCT = [
    path
    for folder in ("assessments", "bookings", "hekas", "templates")
    for kind in ("*.py", "*.html", "*.txt")
    for path in (ROOT / folder).rglob(kind)
]


@pytest.fixture
def ten_days(monkeypatch):
    """As if the rules said ten."""
    known = load_rules()
    ten = replace(known, safety=replace(known.safety, fresh_for_days=10))
    monkeypatch.setattr(freshness, "load_rules", lambda: ten)


def test_no_sentence_names_it_by_hand():
    spoken = {path.name for path in PRODUCT if BY_HAND.search(path.read_text())}
    assert spoken == ANOTHER


def test_what_the_rules_say_themselves_is_their_own_figure():
    assert freshness.more_than_that() in load_rules().safety.sentences["stale"]
    assert rules.load_rules().safety.fresh_for_days == lasts().days


def test_every_sentence_follows_the_rules(ten_days):
    assert lasts() == timedelta(days=10)
    assert ask_again() == "Your safety answers are more than 10 days old. Please answer them again."
    stale = {"flags": [], "held_because": [load_rules().safety.sentences["stale"]]}
    assert other_reasons(stale) == ("Safety was last asked more than 10 days ago.",)
    words = "{% load freshness %}{% more_than_fresh %}, {% fresh_days %}"
    assert engines["django"].from_string(words).render() == "more than 10 days, 10"
