"""Whether a text plainly says no to a danger that it names: "no chest pain", "never had a clot".

Only where nothing else is said in the same breath and no word anywhere takes it back. What is not plain
counts as named, and holds. Source: safety rules 3.7, number 3.
"""

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Protocol

from .nouns import is_a_thing
from .ordinary import SHORT, Ordinary

NOUNS_NO = frozenset({"no", "none", "nor", "neither"})
VERBS_NO = frozenset(
    {
        *("not", "never", "isnt", "arent", "wasnt", "werent", "hasnt", "havent", "hadnt"),
        *("doesnt", "dont", "didnt"),
    }
)
DENIALS = NOUNS_NO | VERBS_NO | {"without"}  # "run without pain" is said by somebody who has it: never plain
LIMBS = frozenset({"leg", "legs", "calf", "calves", "foot", "feet"})
SPEAKING = frozenset({"i", "ive", "im", "it", "its", "hes", "shes", "there", "theres", "is", "are", "am"})
BEING = frozenset({"been", "be", "have", "had", "has", "got", "get", "take", "taken", "taking", "on"})
SMALL = frozenset({"a", "an", "any", "the", "of", "in", "at", "all", "either", "ever", "history", "known"})
BEFORE_NO = SPEAKING | BEING | LIMBS | SMALL | {"my"}
# After "no": in "no I have", "no its" and "no had" it answers somebody.
AFTER_NO = SMALL | LIMBS | {"family"}
AFTER_NOT = AFTER_NO | BEING  # without "my": "I have not taken my tablets" is said by who takes them
# Between two dangers; "and" may go on with a yes.
BESIDE = frozenset({"or", "nor", "any", "a", "an", "other"})
BEHIND = SMALL | LIMBS | {"my", "family"}
# To have none of these is the danger.
LACKED = frozenset({"control", "feeling", "sensation", "strength", "power", "pulse"})
TRADE = (["i", "work", "as", "a"], ["i", "work", "as", "an"])
# A sentence within a danger: "never cant breathe", "not foot went white". Only its first word may be a verb.
CANT = frozenset({"cant", "wont", "couldnt", "wouldnt"})
SAYING = CANT | frozenset(
    {
        *("is", "are", "was", "were", "isnt", "arent", "has", "have", "had", "hasnt", "havent", "been"),
        *("im", "its", "do", "does", "did", "dont", "doesnt", "didnt", "get", "gets", "got", "getting"),
        *("still", "hardly", "barely", "hard", "keep", "keeps", "kept", "go", "goes", "gone", "went"),
        *("come", "comes", "came", "turned", "feel", "feels", "felt", "heard", "saw", "look", "looks"),
        *("looked", "hurt", "hurts", "ached", "throbs", "swells", "swelled", "swole", "ballooned"),
        *("doubled", "tripled", "drags", "dragged", "trips", "tripped", "falls", "fell", "gave", "gives"),
        *("buckled", "buckles", "drops", "dropped", "slaps", "lost", "lose", "passed", "pass", "blacked"),
        *("fainted", "faint", "collapsed", "keeled", "coughed", "spat", "brought", "threw", "vomited"),
        *("wet", "pooed", "pood", "peed", "weed", "soiled", "messed", "shat", "pissed", "snapped"),
        *("popped", "tore", "ripped", "ruptured", "broke", "kicked", "landed", "flew", "took", "take"),
        *("takes", "stopped", "started", "lasted", "lasts", "delivered", "struggle", "struggled"),
        *("pregnant", "confused"),
    }
)
TAKING_BACK = frozenset(
    {
        *("but", "except", "apart", "besides", "though", "although", "however", "until", "unless"),
        *("yet", "if"),
        *("just", "only", "bit", "slight", "slightly", "little", "mild", "mildly", "odd", "minor", "barely"),
        *("now", "today", "currently", "anymore", "more", "longer", "again", "since"),
        *("last", "before", "ago"),
        *("sometimes", "usually", "often", "occasionally", "mostly", "normally", "always", "when", "while"),
        *("sure", "think", "maybe", "perhaps", "may", "might", "used", "was", "were"),
        *("did", "too", "like", "yes", "yeah", "yep", "actually", "sort", "kind", "nearly", "almost", "wait"),
        *("stopped", "off", "due", "late"),
    }
)
_AND_THE_LIKE = re.compile(r"\bor anything(?: (?:like that|of the sort|of that kind))?\b", re.IGNORECASE)
_BREATH = re.compile(r"[.,;:!?\n()]+|(?<=\s)-+(?=\s)")
_AND_NO = re.compile(r"\b(?:and|or) (?=(?:no|not|never)\b)", re.IGNORECASE)
# What another no may be about that names no danger: "no allergies". "Not able to breathe" lacks something.
ELSE = frozenset(
    {
        *("other", "else", "further", "medical", "health", "problem", "problems", "issue", "issues"),
        *("allergy", "allergies", "illness", "illnesses", "injury", "injuries", "condition", "conditions"),
        *("medication", "medications", "medicine", "medicines", "meds", "tablets", "operations", "surgery"),
        *("concerns", "worries", "symptoms", "trouble", "anything", "smoke", "smoker", "drink", "massage"),
    }
)
# Said alone these measure what was named before: "no swelling, all fine. Huge".
SIZES = frozenset(
    {
        *("huge", "massive", "enormous", "gigantic", "ginormous", "immense", "giant", "humongous"),
        *("big", "bigger", "large", "larger", "double", "doubled", "twice", "triple", "tripled", "swollen"),
    }
)
MORE = frozenset(
    {"really", "very", "so", "absolutely", "bloody", "proper", "just", "its", "the", "size", "now"}
)
Find = Callable[[str], list[re.Match[str]]]
Read = Callable[[str], str]


class Known(Protocol):
    """What a text is read by: the dangers of all kinds, and the words that are none."""

    @property
    def ordinary(self) -> Ordinary: ...

    def read(self, text: str) -> str: ...

    def name_any(self, read: str) -> bool: ...


def breaths_of(written: str, read: Read) -> list[str]:
    """What stands between commas, stops and dashes, as it is read."""
    return [words for words in map(read, _BREATH.split(written)) if words]


def is_plainly_denied(written: str, known: Known, find: Find, named: int) -> bool:
    """Whether each of the `named` places where a danger stands is denied in a breath of its own."""
    said = breaths_of(_AND_NO.sub(", ", _AND_THE_LIKE.sub("", written)), known.read)
    breaths = [each for breath in said for each in _noes_of(breath)]
    if any(not TAKING_BACK.isdisjoint(each.split()) or _is_a_size(each) for each in breaths):
        return False
    denied = [_denied_in(each, find(each)) for each in breaths]
    if any(find(each) and not count for each, count in zip(breaths, denied, strict=True)):
        return False
    told = [(count, each) for count, each in zip(denied, breaths, strict=True) if not _is_a_trade(each)]
    next_ones = [after for (count, _), (_, after) in pairwise(told) if count]
    return sum(denied) == named and not any(_may_go_on(each, known) for each in next_ones)


def _is_a_size(breath: str) -> bool:
    """A size and no more: it says how big something is that the no before it denied."""
    words = frozenset(breath.split())
    return not SIZES.isdisjoint(words) and words <= SIZES | MORE


def _is_a_trade(breath: str) -> bool:
    """What somebody works as, and no more, goes on with nothing: what comes next is what comes after it."""
    words = breath.split()
    return words[:4] in TRADE and len(words) <= SHORT and "and" not in words


def _noes_of(breath: str) -> list[str]:
    """Several noes without a comma, "no fever no swelling"; whole where it begins otherwise."""
    words = breath.split()
    begins = [place for place, word in enumerate(words) if word == "no"]
    if len(begins) < 2 or begins[0] != 0 or any(two - one < 2 for one, two in pairwise(begins)):
        return [breath]
    return [" ".join(words[start:end]) for start, end in pairwise([*begins, len(words)])]


def _may_go_on(breath: str, known: Known) -> bool:
    """Whether what comes next, in its first words, may take a no back. A danger in another no is weighed by
    itself; another no without one must be about what is known. A no alone begins something."""
    first, *others = words = breath.split()
    if first in DENIALS:
        return not known.name_any(breath) and not (others and (SMALL | BEING | ELSE).issuperset(others))
    return known.ordinary.may_go_on(" ".join(words[:SHORT]))


def _denied_in(breath: str, found: list[re.Match[str]]) -> int:
    """How many dangers a breath denies: all that it names, or none."""
    if not found or not _is_one_no(breath[: found[0].start()].split()):
        return 0
    inside = {word for match in found for word in match[0].split()}
    *between, behind = _gaps(breath, found)
    plain = BEHIND.issuperset(behind) and all(_joins(each) for each in between)
    denies = inside.isdisjoint(DENIALS | LACKED | CANT) and not _is_a_sentence(breath, found)
    return len(found) if plain and denies else 0


def _is_a_sentence(breath: str, found: list[re.Match[str]]) -> bool:
    """Whether the no answers somebody: a noun-no stands before a thing, others before one verb."""
    words = breath.split()
    no = next((place for place, word in enumerate(words) if word in NOUNS_NO), None)
    if no is None:
        return any(not SAYING.isdisjoint(match[0].split()[1:]) for match in found)
    return not is_a_thing(words[no + 1 :], {match[0] for match in found} - SAYING)


def _is_one_no(before: list[str]) -> bool:
    """One no, with nothing beside it that makes it somebody else's or an answer: "no, I have"."""
    places = [place for place, word in enumerate(before) if word in DENIALS]
    if len(places) != 1 or before[places[0]] == "without":
        return False
    after = AFTER_NO if before[places[0]] in NOUNS_NO else AFTER_NOT
    return BEFORE_NO.issuperset(before[: places[0]]) and after.issuperset(before[places[0] + 1 :])


def _joins(between: list[str]) -> bool:
    return BESIDE.issuperset(between) and not {"or", "nor"}.isdisjoint(between)


def _gaps(breath: str, found: list[re.Match[str]]) -> list[list[str]]:
    """The words between one danger and the next, and last those behind all."""
    spans = [match.span() for match in found]
    starts = [*(start for start, _ in spans[1:]), len(breath)]
    return [breath[end:start].split() for (_, end), start in zip(spans, starts, strict=True)]
