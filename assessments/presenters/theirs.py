"""Sentences that the rules say to a client, as a therapist reads them: of them, and no longer to them."""

import re

YOURS = {"yourself": "themselves", "yours": "theirs", "your": "their"}
# After these words "you" is not the one who acts.
NOT_ACTING = {"about", "by", "for", "from", "help", "of", "ring", "to", "told", "trouble", "wake", "with"}
WORD = re.compile(r"(?:(?P<before>[A-Za-z]+) )?\b(?P<word>yourself|yours|your|you)\b", re.IGNORECASE)


def of_them(sentence: str) -> str:
    """The same in the third person: "You told us of your leg." gives "They told us of their leg."."""
    return WORD.sub(_turned, sentence)


def _turned(found: re.Match[str]) -> str:
    before, word = found["before"], found["word"]
    other = YOURS.get(word.lower()) or ("them" if (before or "").lower() in NOT_ACTING else "they")
    lead = f"{before} " if before else ""
    return lead + (other.capitalize() if word[0].isupper() else other)
