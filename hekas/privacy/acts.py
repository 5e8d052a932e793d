"""What the log calls an act, in words for whoever reads it, and the way back for whoever searches it."""

import re

SPOKEN = {"sign in": "sign-in", "e mail": "e-mail"}


def in_words(action: str) -> str:
    """result.read → Result: read; sign_in.done → Sign-in: done."""
    noun, point, verb = action.replace("_", " ").partition(".")
    noun = SPOKEN.get(noun, noun)
    return f"{noun[:1].upper()}{noun[1:]}{': ' if point else ''}{verb}"


def as_pattern(typed: str) -> str:
    """A regular expression that finds the acts whose words, or whose name, hold what was typed."""
    parts = [part for part in re.split(r"[\s:._-]+", typed.strip()) if part]
    return r"[ ._-]+".join(re.escape(part) for part in parts)
