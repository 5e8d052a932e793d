"""For migrations: a plain table becomes one in parts by month, with every row that it holds."""

from collections.abc import Iterator

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from hekas.postgres import clock
from hekas.postgres.partitions import Monthly, add_rest, make

KEYS = """
    SELECT conname, contype, array(
        SELECT attname FROM unnest(conkey) WITH ORDINALITY AS key(number, place)
        JOIN pg_attribute ON attrelid = conrelid AND attnum = key.number ORDER BY place
    )
    FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('p', 'u') ORDER BY contype
"""


def divide(editor: BaseDatabaseSchemaEditor, monthly: Monthly) -> None:
    """Turn the table into one in parts. Its keys are kept and get the month's column, as PostgreSQL asks.

    The rows are copied in the migration's own transaction; the identity goes on where it stood.
    """
    table, before = monthly.table, f"{monthly.table}_before"
    keys, indexes = list(_keys(editor, monthly)), list(_indexes(editor, table))
    foreign = list(_foreign(editor, table))
    editor.execute(f"ALTER TABLE {table} RENAME TO {before}")
    editor.execute(
        f"CREATE TABLE {table} (LIKE {before} INCLUDING DEFAULTS INCLUDING IDENTITY INCLUDING CONSTRAINTS)"
        f" PARTITION BY RANGE ({monthly.column})"
    )
    add_rest(monthly)
    editor.execute(f"INSERT INTO {table} SELECT * FROM {before}")  # noqa: S608 - names of our own
    editor.execute(
        f"SELECT setval(pg_get_serial_sequence('{table}', 'id'),"
        f" GREATEST(1, nextval(pg_get_serial_sequence('{before}', 'id'))), false)"
    )
    editor.execute(f"DROP TABLE {before}")
    for sentence in (*keys, *indexes, *foreign):
        editor.execute(sentence)
    make(monthly, clock.now())


def _keys(editor: BaseDatabaseSchemaEditor, monthly: Monthly) -> Iterator[str]:
    """Primary and unique keys, with the month's column in them."""
    rows = _ask(editor, KEYS, monthly.table)
    for name, kind, columns in rows:
        whole = ", ".join(f'"{column}"' for column in dict.fromkeys([*columns, monthly.column]))
        word = "PRIMARY KEY" if kind == "p" else "UNIQUE"
        yield f'ALTER TABLE {monthly.table} ADD CONSTRAINT "{name}" {word} ({whole})'


def _indexes(editor: BaseDatabaseSchemaEditor, table: str) -> Iterator[str]:
    rows = _ask(
        editor,
        "SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = %s::regclass AND NOT indisunique",
        table,
    )
    return (sentence for (sentence,) in rows)


def _foreign(editor: BaseDatabaseSchemaEditor, table: str) -> Iterator[str]:
    rows = _ask(
        editor,
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE conrelid = %s::regclass AND contype = 'f'",
        table,
    )
    return (f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {what}' for name, what in rows)


def _ask(editor: BaseDatabaseSchemaEditor, sentence: str, table: str) -> list[tuple[str, ...]]:
    with editor.connection.cursor() as cursor:
        cursor.execute(sentence, [table])
        return cursor.fetchall()
