"""Danger words in what people write. They can hold a booking; they can never clear or lower anything.

Source: safety rules 3.7, numbers 3 and 4.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from .comparisons import Facts
from .denial import DENIALS, breaths_of, is_plainly_denied
from .harmless import Harmless, without
from .ordinary import Ordinary
from .phrases import source_of
from .spelling import Spelling

WORDS_BACK = 3
APOSTROPHES = dict.fromkeys(map(ord, "'’‘‛ʼ′`´＇"))
_NOT_A_LETTER = re.compile(r"[^a-z0-9]+")
_SAID_IN_FULL = re.compile(
    r"\b(?:(can) ?not|(will) not|(could|would|do|does|did|has|have|had|is|are|was|were) not"
    r"|(i am|i have(?! to\b)|it is|he is|she is))\b"
)
SHORTENED = {
    "can": "cant",
    "will": "wont",
    "i am": "im",
    "i have": "ive",
    "it is": "its",
    "he is": "hes",
    "she is": "shes",
}
_UNABLE = re.compile(
    r"\b(?:unable|(?:not|isnt|arent|wasnt|werent|"
    r"(?:hasnt|havent|hadnt|not|never|wont|cant) be(?:en)?) able) to\b"
)
_SENTENCE = re.compile(r"[.;!?\n]+")


@dataclass(frozen=True, slots=True)
class Danger:
    """Phrases that point to one danger, and the questions that answer `no` to the same thing."""

    id: str
    source: str
    denies: tuple[str, ...]
    looks_on: bool = False  # what comes next may make something else of it, but not beyond a comma

    def found_in(self, text: str) -> list[re.Match[str]]:
        return list(_compiled(self.source).finditer(text))


@cache
def _compiled(source: str) -> re.Pattern[str]:
    """Most texts hold no danger word: what takes long to compile waits until one may."""
    return re.compile(source)


@dataclass(frozen=True, slots=True)
class Sighting:
    danger: Danger
    key: str
    denied_in_text: bool
    plainly_denied: bool = False


@dataclass(frozen=True, slots=True)
class Dangers:
    """All dangers, and one expression for the words with which any phrase begins: most texts hold none.
    `same`, `spelling`, `harmless` and `ordinary` say in which words a text is read."""

    each: tuple[Danger, ...]
    beginnings: re.Pattern[str]
    same: Mapping[str, str] = field(default_factory=dict)
    spelling: Spelling | None = None
    harmless: tuple[Harmless, ...] = ()
    ordinary: Ordinary = field(default_factory=Ordinary)

    def beside(self, facts: Facts) -> "Dangers":
        """Only with what is harmless beside these answers."""
        kept = (one for one in self.harmless if one.when is None or one.when.holds(facts))
        return replace(self, harmless=tuple(kept))

    def name_any(self, read: str) -> bool:
        """Whether the text, as it is read, names a danger of whatever kind."""
        return any(danger.found_in(read) for danger in self.each)

    def read(self, text: str) -> str:
        """The text as it is searched: plain, and without what is harmless where it stands."""
        words = self._words(text)
        if not self.harmless or not self.beginnings.search(words):
            return words
        sentences = [each for each in map(self._words, _SENTENCE.split(text)) if each]
        return " ".join(without(self.harmless, self.ordinary, sentences))

    def _words(self, text: str) -> str:
        words = shortened(" ".join(self.same.get(word, word) for word in plain(text).split()))
        return self.spelling.mended(words) if self.spelling else words


def beginnings_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """The first words of all phrases: a text without any of them holds no phrase."""
    return re.compile(source_of(sorted({phrase.split()[0] for phrase in phrases})))


def plain(text: str) -> str:
    """Small letters and single spaces; apostrophes vanish, so that can't, can’t and cant are one word.
    They go first: taken apart, an accent that stands alone (can´t) would leave a space."""
    folded = unicodedata.normalize("NFKD", text.translate(APOSTROPHES)).casefold()
    kept = "".join(letter for letter in folded if not _is_unseen(letter))
    return shortened(_NOT_A_LETTER.sub(" ", kept).strip())


def shortened(text: str) -> str:
    """`cannot`, `can not`, `am not able to` and `cant` are one word, so that a phrase is written once."""
    return _UNABLE.sub("cant", _SAID_IN_FULL.sub(_shorter, text))


def _shorter(said: re.Match[str]) -> str:
    word = next(filter(None, said.groups()))
    return SHORTENED.get(word, f"{word}nt")


def _is_unseen(letter: str) -> bool:
    """An accent, or what takes no room on the page, such as a soft hyphen inside a word."""
    return bool(unicodedata.combining(letter)) or unicodedata.category(letter) == "Cf"


def sightings(dangers: Dangers, texts: Iterable[tuple[str, str]]) -> list[Sighting]:
    """Every danger that some text (key, words) names, in the order of the rules."""
    read = [(key, written, dangers.read(written)) for key, written in texts]
    telling = [(*each, _breaths(dangers, each[1])) for each in read if dangers.beginnings.search(each[2])]
    seen = (_seen(danger, dangers, *each) for danger in dangers.each for each in telling)
    return [one for one in seen if one is not None]


def _breaths(dangers: Dangers, written: str) -> list[str]:
    """Read once a text, for all dangers that look on: reading is most of what a text costs."""
    return breaths_of(written, dangers.read) if any(danger.looks_on for danger in dangers.each) else []


def _seen(
    danger: Danger, dangers: Dangers, key: str, written: str, text: str, breaths: list[str]
) -> Sighting | None:
    found = danger.found_in(text)
    alone = [each for breath in breaths for each in danger.found_in(breath)] if danger.looks_on else []
    if not found and not alone:
        return None
    named = max(len(found), len(alone))
    plainly = is_plainly_denied(written, dangers, danger.found_in, named)
    denied = plainly or (bool(found) and all(_is_denied(text, match.start()) for match in found))
    return Sighting(danger, key, denied, plainly)


def _is_denied(text: str, place: int) -> bool:
    """Whether the words just before say no. It softens only what is said to contradict; it clears nothing."""
    return not DENIALS.isdisjoint(text[:place].split()[-WORDS_BACK:])
