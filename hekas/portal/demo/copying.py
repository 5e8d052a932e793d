"""Rows by the hundred thousand: PostgreSQL's COPY, fed as they are made."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from io import TextIOBase
from typing import Any

import pgtrigger
from django.db import connection, models

NULL = r"\N"


def copy(model: type[models.Model], names: Iterable[str], rows: Iterable[Iterable[Any]]) -> int:
    """Write rows of plain values, in the order of `names`; columns without a name keep the model's default.

    Returns how many there were. Text may not hold a tab, a new line or a backslash: the demo's has none.
    """
    columns = _columns(model, names)
    fixed = "".join(f"\t{_written(value)}" for value in columns.values() if value is not NOT_FIXED)
    source = _Lines("\t".join(map(_written, row)) + fixed + "\n" for row in rows)
    quoted = ", ".join(connection.ops.quote_name(name) for name in columns)
    with connection.cursor() as cursor:
        cursor.copy_expert(
            f"COPY {connection.ops.quote_name(model._meta.db_table)} ({quoted}) FROM STDIN", source
        )
        return cursor.rowcount


@contextmanager
def without_history(model: type[models.Model]) -> Iterator[None]:
    """What is invented has no history, and the triggers take the square of the rows of one statement.

    pgtrigger's own `ignore` puts its setting before each statement that Django runs; COPY is none of them.
    """
    with connection.cursor() as cursor:
        ids = [trigger.get_pgid(model) for trigger in _triggers_of(model)]
        cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", ["{" + ",".join(ids) + "}"])
        yield
        cursor.execute("SELECT set_config('pgtrigger.ignore', '{}', true)")


def _triggers_of(model: type[models.Model]) -> list[pgtrigger.Trigger]:
    return [trigger for found, trigger in pgtrigger.registered() if found is model]


NOT_FIXED = object()


def _columns(model: type[models.Model], names: Iterable[str]) -> Mapping[str, Any]:
    """Columns in order: first those that each row gives, then those that all rows have in common."""
    fields = {field.name: field for field in model._meta.concrete_fields if not field.primary_key}
    given = {fields.pop(name).column: NOT_FIXED for name in names}
    return given | {field.column: field.get_default() for field in fields.values()}


def _written(value: Any) -> str:
    if value is None:
        return NULL
    return value.isoformat() if isinstance(value, datetime) else str(value)


class _Lines(TextIOBase):
    """An iterator of lines as the file that psycopg2 reads from: nothing is kept but the current piece."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.lines, self.rest = lines, ""

    def read(self, size: int | None = -1) -> str:
        pieces, length = [self.rest], len(self.rest)
        for line in self.lines:
            pieces.append(line)
            length += len(line)
            if size is not None and 0 <= size <= length:
                break
        text = "".join(pieces)
        end = len(text) if size is None or size < 0 else size
        self.rest = text[end:]
        return text[:end]
