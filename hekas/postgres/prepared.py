"""Statements that PostgreSQL reads and plans once a connection, for those that every booking asks.

To plan a statement that joins costs PostgreSQL several times what it takes to run it (ADR 26). The words are
Django's, with `%s` or `%(name)s`; each gets a name, is prepared at its first use on a connection, and is then
only called. Behind PgBouncer in transaction mode there are no such names, and nothing is prepared.

What names its columns by `*` is not prepared: a column that a migration adds would end it for old processes.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from django.conf import settings

Values = Mapping[str, Any] | Sequence[Any]
PLACE = re.compile(r"%(?:\((\w+)\))?s|%%")
WRITES = re.compile(r'\b(INSERT INTO|UPDATE|DELETE FROM) "?(\w+)"?')
LONGEST_NAME = 63  # of PostgreSQL's


class Statement(NamedTuple):
    """How it is prepared and called: two statements with the same places for values."""

    name: str
    prepare: str
    call: str


def execute(cursor: Any, words: str, values: Values) -> None:
    """As `cursor.execute(words, values)`, for words that come again and again."""
    if not settings.PREPARED_STATEMENTS or "*" in words:
        cursor.execute(words, values)
        return
    statement = statement_of(words)
    _make_known(cursor, statement)
    cursor.execute(statement.call, values)


@lru_cache(maxsize=512)
def statement_of(words: str) -> Statement:
    """Each place of the same name is one value."""
    numbers: dict[str, int] = {}
    places: list[str] = []

    def number(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return "%"
        if found[0] not in numbers or found[1] is None:
            numbers[found[0]] = len(places) + 1
            places.append(found[0])
        return f"${numbers[found[0]]}"

    numbered = PLACE.sub(number, words)
    name = _name_of(words)
    given = f" ({', '.join(places)})" if places else ""
    return Statement(name, f'PREPARE "{name}" AS {numbered}', f'EXECUTE "{name}"{given}')


def _name_of(words: str) -> str:
    """It says whether it writes, and into which table: `insert audit_auditevent 0123456789ab`."""
    found = WRITES.search(words)
    what = f"{found[1].split()[0].lower()} {found[2]}" if found else "select"
    digest = hashlib.sha256(words.encode()).hexdigest()[:12]
    return f"{what[: LONGEST_NAME - 13]} {digest}"


def _make_known(cursor: Any, statement: Statement) -> None:
    """Past Django's cursor: it belongs to the connection as its settings do, and is no question of anybody's.

    PostgreSQL knows it until the connection ends, also where the transaction is rolled back.
    """
    wrapper, raw = cursor.db, cursor.db.connection
    held = wrapper.__dict__.setdefault("hekas_prepared", [None, set()])
    if held[0] is not raw:
        held[:] = [raw, set()]
    if statement.name not in held[1]:
        with wrapper.wrap_database_errors:
            cursor.cursor.execute(statement.prepare)
        held[1].add(statement.name)
