"""A rule's condition as a clinician reads it: questions and tests by their names, answers by their labels."""

import re

from assessments.rules.questionnaire import load_questionnaire
from assessments.rules.screening import load_screening

NAME = re.compile(r"\b([a-z]+(?:_[a-z0-9]+)*)\.([a-z0-9_]+)\b")
CODE = re.compile(r"\b[a-z0-9]+(?:_[a-z0-9]+)+\b")
# What is worked out of a test or of answers, where no question or test has the name.
PARTS = {
    "seen": "",
    "least": "lower side",
    "most": "higher side",
    "left": "left",
    "right": "right",
    "gap": "difference of the sides",
    "gap_percent": "difference of the sides in %",
    "percent_of_norm": "% of the norm",
    "both_sides": "measured on both sides",
    "short_of_straight": "fewer than with a straight knee",
    "short_of_straight_percent": "fewer than with a straight knee in %",
    "reproducing_leg": "angle that brings on the symptom",
    "weeks_from_shoes_to_cramps": "weeks from new shoes to the cramps",
    "cramping_session_longer_percent": "session longer than any in 30 days, in %",
    "load_change_percent": "load of 2 weeks against the 4 before, in %",
    "load_is_flat": "load flat for 8 weeks",
}


def condition_in_words(text: str) -> str:
    """`heel_raise_straight.gap at least 7` gives “Single-leg heel raise, straight knee: difference …”."""
    return CODE.sub(lambda found: found[0].replace("_", " "), NAME.sub(_named, text))


def _named(found: re.Match[str]) -> str:
    question = load_questionnaire().by_key.get(found[0])
    if question is not None:
        return f"“{question.short or question.ask}”"
    tests = {spec.code: spec.title for spec in load_screening().tests}
    part = PARTS.get(found[2], found[2].replace("_", " "))
    return f"“{': '.join(words for words in (tests.get(found[1], ''), part) if words)}”"
