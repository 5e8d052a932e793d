"""What fired, and why somebody waits, in a therapist's words: short, with what hands have to know.

A stored result keeps the words that the client was told; the therapist's stand beside them in the rules of
today. A flag of rules that are no longer there shows what was told, in the third person.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assessments.engine.ruleset import SafetyRule
from assessments.labels_care import FOR_HANDS
from assessments.presenters.theirs import of_them
from assessments.queries.freshness import more_than_that
from assessments.rules import load_rules

IN_SHORT = {
    "incomplete": "Some safety questions have no clear answer.",
    "stale": "Safety was last asked {more_than_that} ago.",
    "call_back": "Not sure about an urgent sign: ring back within the working hour.",
}


@dataclass(frozen=True)
class Flagged:
    """`what` names the finding, `hands` what follows for the work on it; `sources` as "S62, S106"."""

    id: str
    what: str
    hands: str
    sources: str


def flagged_of(triage: Mapping[str, Any]) -> tuple[Flagged, ...]:
    """Every flag of a stored triage, in its order: the most urgent first."""
    return tuple(_flagged(flag) for flag in triage["flags"])


def _flagged(flag: Mapping[str, Any]) -> Flagged:
    fired = [rule for rule in load_rules().safety.rules if _is_of(rule, flag)]
    what = "; ".join(dict.fromkeys(rule.title for rule in fired)) or of_them(flag["because"])
    hands = " ".join(dict.fromkeys(rule.hands for rule in fired if rule.hands)) or FOR_HANDS[flag["tier"]]
    return Flagged(flag["id"], what, hands, ", ".join(flag["source"]))


def _is_of(rule: SafetyRule, flag: Mapping[str, Any]) -> bool:
    return rule.id == flag["id"] and rule.because in flag["because"]


def whats_of(triage: Mapping[str, Any]) -> tuple[str, ...]:
    """Why somebody waits, in a line each: what fired, then what else holds them."""
    return (*(flag.what for flag in flagged_of(triage)), *other_reasons(triage))


def other_reasons(triage: Mapping[str, Any]) -> tuple[str, ...]:
    """What holds somebody beside the flags, such as a question without a clear answer."""
    told = {flag["because"] for flag in triage["flags"]}
    said, too_long = load_rules().safety.sentences, more_than_that()
    short = {said[name]: words.format(more_than_that=too_long) for name, words in IN_SHORT.items()}
    others = (words for words in triage["held_because"] if words not in told)
    return tuple(dict.fromkeys(short.get(words, of_them(words)) for words in others))
