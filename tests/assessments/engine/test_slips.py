"""A word that a phrase names is read as it stands. Where it lies one slip from a word that holds, naming it
takes that slip away, and opens whoever writes so."""

import tomllib
from dataclasses import replace

from assessments.rules import HERE, load_rules

DANGERS = load_rules().safety.dangers
LEFT_ALONE = tomllib.loads((HERE / "danger_words.toml").read_text())["spelling"]["left_alone"]


def taken(dangers):
    """The words that would hold as a slip if no phrase named them, and hold nobody."""
    unnamed = replace(dangers.spelling, known=frozenset(LEFT_ALONE))
    named = sorted(word for word in dangers.spelling.known if word.isalpha())
    return [word for word in named if unnamed.mended(word) != word and not dangers.name_any(word)]


def test_no_named_word_takes_a_slip_from_a_word_that_holds():
    assert taken(DANGERS) == []


def test_a_named_word_that_does_is_seen():
    named = replace(DANGERS.spelling, known=DANGERS.spelling.known | {"clouted"})
    assert taken(replace(DANGERS, spelling=named)) == ["clouted"]
