"""What somebody does now, from the actions of the flags that fired: each thing once, the soonest first."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

SENTENCE = re.compile(r"(?<=[.!?])\s+")
WE_DO = ("A therapist will ring you", "A therapist will look at your answers")  # what the page says itself
SOONER, SOON = "see your GP this week", "see your GP within"


def to_do(flags: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """A line for each action of these flags (most urgent first), without what another line says already."""
    actions = dict.fromkeys(flag["action"] for flag in flags if flag["action"])
    soonest_first = sorted(actions, key=lambda action: SOONER not in action)
    return tuple(_lines([SENTENCE.split(action) for action in soonest_first]))


def _lines(actions: list[list[str]]) -> Iterator[str]:
    every = [sentence for action in actions for sentence in action]
    is_sooner = any(SOONER in sentence for sentence in every)
    said: set[str] = set()
    for action in actions:
        kept = [one for one in action if one not in said and not _is_spare(one, every, is_sooner=is_sooner)]
        said.update(kept)
        if kept:
            yield " ".join(kept)


def _is_spare(sentence: str, every: list[str], *, is_sooner: bool) -> bool:
    """Our own part, a later date beside a sooner one, or what another sentence says without an if."""
    if sentence.startswith(WE_DO) or (is_sooner and SOON in sentence):
        return True
    return any(sentence.startswith(f"{other.rstrip('.')} if ") for other in every)
