"""Words that tell nothing of a danger, however they stand together: "because of the cramps every night".

What sounds dangerous is taken for harmless only where all other words are of these; and a plain no is one
only where what comes next is. A list of what is safe leaves out whatever nobody thought of; a list of what
is not lets it in (ADR 51). Source: safety rules 3.7, number 3.
"""

import re
from dataclasses import dataclass
from functools import cache

from .phrases import Phrases, either, whole

SHORT = 6  # words: "huge", "it is warm", "so did i"
ELLIPTIC = frozenset(
    {
        *("i", "im", "ive", "id", "me", "my", "mine", "we", "us", "it", "its", "he", "she", "the"),
        *("that", "there", "theres", "is", "are", "am", "was", "do", "does", "did", "have", "has"),
        *("had", "got", "will", "can", "so", "as", "well", "too", "same", "ditto", "here", "yes"),
        *("in", "on", "at", "of", "for", "to", "both", "leg", "legs", "calf", "calves", "foot"),
        *("feet", "left", "right", "one", "other", "a", "and", "bit", "gone"),
        *("them", "those", "once", "past", "ever", "been", "take", "took", "taken", "taking"),
    }
)


@dataclass(frozen=True, slots=True)
class Ordinary:
    """Without words, as in rules from before 1.8.0, everything is ordinary."""

    words: Phrases = ()

    def are_all_in(self, text: str) -> bool:
        """Whether the plain text holds no word beside these; numbers are ordinary, except for one."""
        return not self.words or not _compiled(self.words).sub(" ", text).split()

    def may_go_on(self, said: str) -> bool:
        """Whether a short sentence may go on with the one before: in small words, or in words of its own."""
        words = said.split()
        if not self.words or not words or len(words) > SHORT:
            return False
        return ELLIPTIC.issuperset(words) or not self.are_all_in(said)


@cache
def _compiled(words: Phrases) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(whole(f"(?:{either(longest_first)}|[2-9]|[1-9][0-9]+s?)"))
