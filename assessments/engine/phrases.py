"""The phrases of danger_words.toml as expressions over plain text (small letters, single spaces).

A star at the end of a word stands for any ending, `5..17` for any of these numbers, `##` for any number.
"""

import re
from collections.abc import Iterable, Sequence

Phrases = tuple[str, ...]
Pair = tuple[Phrases, Phrases]
BETWEEN = "(?: [a-z0-9]+){0,5}"
_RANGE = re.compile(r"([0-9]+)\.\.([0-9]+)([a-z]*)")


def source_of(phrases: Iterable[str], pairs: Iterable[Pair] = (), unless_next: Sequence[str] = ()) -> str:
    """One expression for many phrases, and for pairs of them that stand near each other in either order."""
    each = [either(phrases)] if phrases else []
    for one, two in pairs:
        each += [f"{either(one)}{BETWEEN} {either(two)}", f"{either(two)}{BETWEEN} {either(one)}"]
    after = rf"(?! {either(unless_next)}(?![a-z0-9]))" if unless_next else ""
    return whole(f"(?:{'|'.join(each)})") + after


def whole(source: str) -> str:
    """The expression where it begins and ends with a word."""
    return rf"(?<![a-z0-9]){source}(?![a-z0-9])"


def either(phrases: Iterable[str]) -> str:
    each = (" ".join(_word(word) for word in phrase.split()) for phrase in phrases)
    return f"(?:{'|'.join(each)})"


def _word(word: str) -> str:
    span = _RANGE.fullmatch(word)
    if span:
        return f"(?:{'|'.join(map(str, range(int(span[1]), int(span[2]) + 1)))}){span[3]}"
    if word == "##":
        return "[0-9]+"
    return re.escape(word[:-1]) + "[a-z0-9]*" if word.endswith("*") else re.escape(word)
