"""What is in a database, in a form that two databases can be compared by."""

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from psycopg2.extensions import connection as Connection
from psycopg2.sql import SQL, Identifier

ALIKE = """SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO'; SET LOCAL extra_float_digits = 3;
    SET LOCAL search_path = public; SET LOCAL statement_timeout = 0"""  # all written alike everywhere
OWN = "n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg_toast%'"
TABLES = f"""SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND {OWN} ORDER BY 1, 2"""  # noqa: S608 - no value in it
# Each row's text is hashed and the hashes added up: the same whatever the order of the rows.
COUNT = "SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text FROM {} t"
# By name, kind and validity: PostgreSQL writes an expression otherwise once it was dumped and read again.
RULES = f"""SELECT format('constraint %s on %s (%s)%s', conname, conrelid::regclass, contype,
      CASE WHEN convalidated THEN '' ELSE ' not validated' END)
    FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace WHERE {OWN} AND contype <> 'n'
    UNION ALL SELECT format('index %s on %s%s%s', c.relname, i.indrelid::regclass,
      CASE WHEN i.indisunique THEN ', unique' ELSE '' END,
      CASE WHEN i.indisvalid THEN '' ELSE ', not valid' END)
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE {OWN}
    UNION ALL SELECT format('trigger %s on %s (%s)', g.tgname, g.tgrelid::regclass, g.tgenabled)
    FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE NOT g.tgisinternal AND {OWN}
    ORDER BY 1"""  # noqa: S608 - no value in it


@dataclass(frozen=True)
class Table:
    """How many rows, and the sum of their hashes."""

    rows: int
    checksum: str


@dataclass(frozen=True)
class Contents:
    """Tables by name, and every constraint, index and trigger by a line of its own."""

    tables: dict[str, Table]
    rules: tuple[str, ...]

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())

    @property
    def digest(self) -> str:
        """One short word for the whole: equal contents have equal words."""
        told = [f"{name} {table.rows} {table.checksum}" for name, table in sorted(self.tables.items())]
        return hashlib.sha256("\n".join([*told, *self.rules]).encode()).hexdigest()[:16]

    def document(self) -> dict[str, object]:
        return {"tables": {name: asdict(table) for name, table in self.tables.items()}, "rules": self.rules}


def from_document(document: dict) -> Contents:  # type: ignore[type-arg]
    """The contents as they were written beside a backup."""
    tables = {name: Table(**table) for name, table in document["tables"].items()}
    return Contents(tables, tuple(document["rules"]))


def read(database: Connection) -> Contents:
    """Reads every row once, in the snapshot of the connection's transaction."""
    with database.cursor() as cursor:
        cursor.execute(
            "SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO'; SET LOCAL extra_float_digits = 3"
        )
        cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL search_path = public")
        cursor.execute(TABLES)
        names = cursor.fetchall()
        tables = {}
        for schema, name in names:
            cursor.execute(SQL(COUNT).format(Identifier(schema, name)))
            tables[f"{schema}.{name}"] = Table(*cursor.fetchone())
        cursor.execute(RULES)
        return Contents(tables, tuple(rule for (rule,) in cursor.fetchall()))


def differences(wanted: Contents, found: Contents) -> Iterator[str]:
    """What is not as it should be, one sentence each; nothing where both are the same."""
    for name in sorted(wanted.tables.keys() | found.tables.keys()):
        before, after = wanted.tables.get(name), found.tables.get(name)
        if before is None or after is None:
            yield f"{name} is {'missing' if after is None else 'new'}."
        elif before.rows != after.rows:
            yield f"{name} has {after.rows} rows instead of {before.rows}."
        elif before != after:
            yield f"{name} has {after.rows} rows, and not the same ones."
    yield from (f"Missing: {rule}." for rule in sorted(set(wanted.rules) - set(found.rules)))
    yield from (f"New: {rule}." for rule in sorted(set(found.rules) - set(wanted.rules)))
