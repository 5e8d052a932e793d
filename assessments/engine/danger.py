"""Danger words in what people write. They can hold a booking; they can never clear or lower anything.

Source: safety rules 3.7, numbers 3 and 4.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

DENIALS = frozenset(
    {
        *("no", "not", "never", "without", "none", "nor", "neither"),
        *("isnt", "arent", "wasnt", "werent", "hasnt", "havent", "hadnt", "doesnt", "dont", "didnt"),
    }
)
WORDS_BACK = 3
BETWEEN = "(?: [a-z0-9]+){0,5}"
APOSTROPHES = dict.fromkeys(map(ord, "'’‘‛ʼ′`´＇"))
Pair = tuple[tuple[str, ...], tuple[str, ...]]
_NOT_A_LETTER = re.compile(r"[^a-z0-9]+")
_SAID_IN_FULL = re.compile(
    r"\b(?:(can) ?not|(will) not|(could|would|do|does|did|has|have|had|is|are|was|were) not)\b"
)
SHORTENED = {"can": "cant", "will": "wont"}


@dataclass(frozen=True, slots=True)
class Danger:
    """Phrases that point to one danger, and the questions that answer `no` to the same thing."""

    id: str
    pattern: re.Pattern[str]
    denies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sighting:
    danger: Danger
    key: str
    denied_in_text: bool


@dataclass(frozen=True, slots=True)
class Dangers:
    """All dangers, and one expression for the words with which any phrase begins: most texts hold none."""

    each: tuple[Danger, ...]
    beginnings: re.Pattern[str]


def pattern_of(phrases: Iterable[str], pairs: Iterable[Pair] = ()) -> re.Pattern[str]:
    """One expression for many phrases, and for pairs of them that stand near each other in either order.
    A star at the end of a word stands for any ending."""
    each = [_either(phrases)] if phrases else []
    for one, two in pairs:
        each += [f"{_either(one)}{BETWEEN} {_either(two)}", f"{_either(two)}{BETWEEN} {_either(one)}"]
    return re.compile(rf"(?<![a-z0-9])(?:{'|'.join(each)})(?![a-z0-9])")


def beginnings_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """The first words of all phrases: a text without any of them holds no phrase."""
    return pattern_of(sorted({phrase.split()[0] for phrase in phrases}))


def _either(phrases: Iterable[str]) -> str:
    each = (" ".join(_word(word) for word in phrase.split()) for phrase in phrases)
    return f"(?:{'|'.join(each)})"


def _word(word: str) -> str:
    return re.escape(word[:-1]) + "[a-z0-9]*" if word.endswith("*") else re.escape(word)


def plain(text: str) -> str:
    """Small letters and single spaces; apostrophes vanish, so that can't, can’t and cant are one word.
    They go first: taken apart, an accent that stands alone (can´t) would leave a space."""
    folded = unicodedata.normalize("NFKD", text.translate(APOSTROPHES)).casefold()
    kept = "".join(letter for letter in folded if not _is_unseen(letter))
    return shortened(_NOT_A_LETTER.sub(" ", kept).strip())


def shortened(text: str) -> str:
    """`cannot`, `can not` and `cant` are one word, so that a phrase is written once."""
    return _SAID_IN_FULL.sub(_shorter, text)


def _shorter(said: re.Match[str]) -> str:
    word = next(filter(None, said.groups()))
    return SHORTENED.get(word, f"{word}nt")


def _is_unseen(letter: str) -> bool:
    """An accent, or what takes no room on the page, such as a soft hyphen inside a word."""
    return bool(unicodedata.combining(letter)) or unicodedata.category(letter) == "Cf"


def sightings(dangers: Dangers, texts: Iterable[tuple[str, str]]) -> list[Sighting]:
    """Every danger that some text (key, words) names, in the order of the rules."""
    read = [(key, plain(text)) for key, text in texts]
    telling = [(key, text) for key, text in read if dangers.beginnings.search(text)]
    return [seen for danger in dangers.each for key, text in telling for seen in _seen(danger, key, text)]


def _seen(danger: Danger, key: str, text: str) -> list[Sighting]:
    found = list(danger.pattern.finditer(text))
    if not found:
        return []
    return [Sighting(danger, key, all(_is_denied(text, match.start()) for match in found))]


def _is_denied(text: str, place: int) -> bool:
    """Whether the words just before say no. It softens only what is said to contradict; it clears nothing."""
    return not DENIALS.isdisjoint(text[:place].split()[-WORDS_BACK:])
