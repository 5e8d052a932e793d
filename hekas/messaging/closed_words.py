"""The words of a message as the outbox keeps them: closed, for among them are links that open a door.

A copy of the database opens none of them. The column is JSON: `{"closed": "…"}`, or nothing once the
words are forgotten. Source: security.md, Data.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from cryptography.fernet import InvalidToken
from django.db import models
from django.utils.functional import cached_property

from hekas import closed

PURPOSE, KEY = "outbox", "closed"


class NoKey(LookupError):
    """These words were closed with a key that the settings no longer have."""


def shut(words: Mapping[str, str]) -> dict[str, str]:
    """What the column holds of these words."""
    return {KEY: closed.close(json.dumps(dict(words)), PURPOSE)} if words else {}


def opened(kept: Mapping[str, str]) -> dict[str, str]:
    """The words again. Raises NoKey."""
    if KEY not in kept:
        return dict(kept)
    try:
        words: dict[str, str] = json.loads(closed.reopen(kept[KEY], PURPOSE))
    except InvalidToken as fault:
        raise NoKey("the key that closed it is not in SECRET_KEY_FALLBACKS") from fault
    return words


class Words(Mapping[str, str]):
    """The words of a row, opened at the first look, which raises NoKey; a list of messages needs no key."""

    def __init__(self, kept: Mapping[str, str]) -> None:
        self.kept = kept

    @cached_property
    def _opened(self) -> dict[str, str]:
        return opened(self.kept)

    def __getitem__(self, name: str) -> str:
        return self._opened[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._opened)

    def __len__(self) -> int:
        return len(self._opened)


class ClosedWords(models.JSONField):
    """A mapping of texts that is closed on the way into the database, and handed out as Words."""

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        kept = value.kept if isinstance(value, Words) else shut(value)
        return super().get_db_prep_value(kept, connection, prepared)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        # None: the message that a row is a repeat of, where it is none
        return None if value is None else Words(super().from_db_value(value, expression, connection))
