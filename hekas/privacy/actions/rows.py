"""Rows deleted and words taken out, past the triggers that keep history: only for what must be gone for good.

Everything is read first and deleted then: a row's way to its client goes by rows that are deleted too.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import pgtrigger
from django.db.models import CharField, ForeignKey, JSONField, Model, TextField

Keys = Mapping[type[Model], list[Any]]
GONE = "[erased]"


def keys_of(rows: Mapping[type[Model], Any]) -> dict[type[Model], list[Any]]:
    """Model → the primary keys of these rows."""
    return {model: list(found.values_list("pk", flat=True)) for model, found in rows.items()}


def delete(keys: Keys) -> int:
    """Delete these rows, whatever protects them and in whatever order; returns how many.

    The database looks at the ties between rows when the transaction ends: what is left may not hang on air.
    """
    with pgtrigger.ignore():
        found = [model._base_manager.filter(pk__in=pks) for model, pks in keys.items() if pks]
        return sum(rows._raw_delete(rows.db) for rows in found)


def untie(kept: Keys, gone: Keys) -> None:
    """Let rows that stay no longer point at rows that go, where they may be without."""
    with pgtrigger.ignore():
        for model, pks in kept.items():
            for field in _foreign_keys(model):
                lost = gone.get(field.related_model, [])
                if field.null and lost:
                    tied = model._base_manager.filter(pk__in=pks, **{f"{field.name}__in": lost})
                    tied.update(**{field.name: None})


class Words:
    """What may not be read anywhere afterwards: whole words, in any case and however a phone is written."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = sorted({word.strip() for word in words if len(word.strip()) > 2}, key=len, reverse=True)
        joined = "|".join(re.escape(word) for word in self.words)
        self._pattern = re.compile(rf"(?<!\w)(?:{joined})(?!\w)", re.IGNORECASE) if joined else None

    def without(self, value: Any) -> Any:
        """The value, text or document, without them."""
        if self._pattern is None:
            return value
        if isinstance(value, str):
            return self._pattern.sub(GONE, value)
        if isinstance(value, list):
            return [self.without(part) for part in value]
        if isinstance(value, dict):
            return {key: self.without(part) for key, part in value.items()}
        return value


def scrub(keys: Keys, words: Words) -> dict[type[Model], list[Any]]:
    """Take the words out of every text and document of these rows; returns the rows that had any."""
    changed: dict[type[Model], list[Any]] = {}
    with pgtrigger.ignore():
        for model, pks in keys.items():
            names = [field.attname for field in _texts(model)]
            for row in model._base_manager.filter(pk__in=pks).values("pk", *names).iterator(chunk_size=500):
                new = {name: words.without(row[name]) for name in names}
                if any(new[name] != row[name] for name in names):
                    model._base_manager.filter(pk=row["pk"]).update(**new)
                    changed.setdefault(model, []).append(row["pk"])
    return changed


def holding(keys: Keys, words: Words) -> dict[type[Model], int]:
    """How many of these rows have one of the words in a text: for a person to look at, nothing is changed."""
    counts: dict[type[Model], int] = {}
    for model, pks in keys.items():
        names = [field.attname for field in _texts(model)]
        for row in model._base_manager.filter(pk__in=pks).values(*names).iterator(chunk_size=500):
            if any(words.without(value) != value for value in row.values()):
                counts[model] = counts.get(model, 0) + 1
    return counts


def _texts(model: type[Model]) -> list[Any]:
    kinds = (CharField, TextField, JSONField)
    return [f for f in model._meta.concrete_fields if isinstance(f, kinds) and not f.choices]


def _foreign_keys(model: type[Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if isinstance(field, ForeignKey)]
