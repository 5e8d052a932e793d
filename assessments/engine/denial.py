"""Whether a text plainly says no to a danger that it names: "no chest pain", "never had a clot".

Only where nothing else is said in the same breath and no word anywhere takes it back. What is not plain
counts as named, and holds. Source: safety rules 3.7, number 3.
"""

import re
from collections.abc import Callable, Iterable

WISH = "without"  # "run without pain" is said by somebody who has it
DENIALS = frozenset(
    {
        *("no", "not", "never", "without", "none", "nor", "neither"),
        *("isnt", "arent", "wasnt", "werent", "hasnt", "havent", "hadnt", "doesnt", "dont", "didnt"),
    }
)
FILLING = frozenset(
    {
        *("i", "ive", "im", "it", "its", "hes", "shes", "there", "theres", "is", "are", "am", "been", "be"),
        *("have", "had", "has", "got", "get", "take", "taken", "taking", "on", "in", "of"),
        *("or", "and", "with"),
        *("a", "an", "any", "at", "all", "my", "the", "either", "other", "ever", "history", "known"),
        *("leg", "legs", "calf", "calves", "foot", "feet", "family"),
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
        *("did", "too", "like"),
    }
)
_AND_THE_LIKE = re.compile(r"\bor anything(?: (?:like that|of the sort|of that kind))?\b", re.IGNORECASE)
_BREATH = re.compile(r"[.,;:!?\n()]+|(?<=\s)-+(?=\s)")
Find = Callable[[str], list[re.Match[str]]]


def is_plainly_denied(written: str, read: Callable[[str], str], find: Find, named: int) -> bool:
    """Whether each of the `named` places where a danger stands is denied in a breath of its own."""
    breaths = [read(each) for each in _BREATH.split(_AND_THE_LIKE.sub("", written))]
    if any(not TAKING_BACK.isdisjoint(each.split()) for each in breaths):
        return False
    return sum(_denied_in(each, find(each)) for each in breaths) == named


def _denied_in(breath: str, found: list[re.Match[str]]) -> int:
    """How many dangers a breath denies: all that it names, or none."""
    if not found or not _is_one_no(breath[: found[0].start()].split()):
        return 0
    rest = _rest(breath, found)
    inside = [word for match in found for word in match[0].split()]
    return len(found) if FILLING.issuperset(rest) and DENIALS.isdisjoint(inside) else 0


def _is_one_no(before: list[str]) -> bool:
    return sum(word in DENIALS - {WISH} for word in before) == 1 and all(
        word in DENIALS - {WISH} or word in FILLING for word in before
    )


def _rest(breath: str, found: Iterable[re.Match[str]]) -> list[str]:
    """The words after the first danger that belong to none."""
    spans = [match.span() for match in found]
    gaps = zip([end for _, end in spans], [*(start for start, _ in spans[1:]), len(breath)], strict=True)
    return [word for start, end in gaps for word in breath[start:end].split()]
