"""Slips of the finger: a long word one letter away from a danger word is read as that word.

It can only add to what is read, and so only hold. Short words are left alone: many others lie near.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

LONG = 7  # letters of a danger word; the slip may have one less
TAKEN = 1


@dataclass(frozen=True, slots=True)
class Spelling:
    """`by_piece` finds the danger words near a word: both lose one letter, and meet. `longest` is the most
    letters that a slip of any of them has: no word is looked at beyond."""

    known: frozenset[str]
    stems: frozenset[str]
    by_piece: Mapping[str, tuple[str, ...]]
    longest: int

    def mended(self, text: str) -> str:
        """The plain text with the slips in it put right."""
        return " ".join(self._mended_word(word) for word in text.split())

    def _mended_word(self, word: str) -> str:
        if len(word) < LONG - TAKEN or word.isdigit() or self._is_known(word):
            return word
        return next(self._meant(word), word)

    def _is_known(self, word: str) -> bool:
        return word in self.known or any(word[:end] in self.stems for end in self._ends(3, len(word) + 1))

    def _meant(self, word: str) -> Iterator[str]:
        if len(word) <= self.longest:
            for piece in (word, *_pieces(word)):
                yield from (one for one in self.by_piece.get(piece, ()) if _is_a_slip(word, one))
        for end in self._ends(LONG - TAKEN, len(word)):
            start = word[:end]
            for piece in (start, *_pieces(start)):
                yield from (one for one in self.by_piece.get(piece, ()) if self._begins(start, one))

    def _ends(self, least: int, most: int) -> range:
        return range(least, min(most, self.longest + 1))

    def _begins(self, start: str, one: str) -> bool:
        return one in self.stems and _is_a_slip(start, one)


def spelling_of(alone: Iterable[str], phrases: Iterable[str], left_alone: Iterable[str]) -> Spelling:
    """For words that hold by themselves. The words of all phrases, and those left alone, are no slips."""
    words = {word for phrase in phrases for word in phrase.split()}
    alone = set(alone)
    stems = frozenset(word[:-1] for word in alone if word.endswith("*"))
    meant = {word.removesuffix("*") for word in alone}
    by_piece: dict[str, tuple[str, ...]] = {}
    for word in sorted(word for word in meant if len(word) >= LONG and word.isalpha()):
        for piece in {word, *_pieces(word)}:
            by_piece[piece] = (*by_piece.get(piece, ()), word)
    longest = max(map(len, (*by_piece, *stems)), default=0) + TAKEN
    return Spelling(frozenset((*words, *left_alone)), stems, by_piece, longest)


def _pieces(word: str) -> list[str]:
    """The word without one of its letters. The first stays: a slip there is another word."""
    return [word[:place] + word[place + 1 :] for place in range(1, len(word))]


def _is_a_slip(word: str, meant: str) -> bool:
    """One letter too many, one too few, another one, or two that changed places."""
    start = _alike(word, meant)
    word, meant = word[start:], meant[start:]
    end = _alike(word[::-1], meant[::-1])
    left, right = word[: len(word) - end], meant[: len(meant) - end]
    if len(left) <= 1 and len(right) <= 1:
        return True
    return len(left) == len(right) == 2 and left == right[::-1]


def _alike(one: str, two: str) -> int:
    pairs = enumerate(zip(one, two, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(two)))
