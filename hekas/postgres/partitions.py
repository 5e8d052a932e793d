"""Tables in parts by month: what grows for ever is searched, backed up and put away month by month.

A month without a part loses nothing: its rows wait in the `_rest` part until `make` gives them one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db import connection, transaction

AHEAD = 3  # months after this one that have their parts ready
READY = 1  # months after this one that must have them, or doctor says so
PATIENCE = "5s"  # for the lock; whoever writes meanwhile comes first, the next run tries again

NEVER_EMPTIED = """
    SELECT format('CREATE TRIGGER %%I BEFORE TRUNCATE ON %%s FOR EACH STATEMENT EXECUTE FUNCTION %%s()',
        tgname, %s::regclass, tgfoid::regproc)
    FROM pg_trigger WHERE tgrelid = %s::regclass AND tgtype & 32 > 0
"""


@dataclass(frozen=True)
class Monthly:
    """A table in parts, and the column (a timestamptz) whose month in UTC says in which part a row lies."""

    table: str
    column: str

    @property
    def rest(self) -> str:
        """The part that takes what no month takes."""
        return f"{self.table}_rest"

    def part(self, month: date) -> str:
        """The name of a month's part, such as audit_auditevent_2026_11."""
        return f"{self.table}_{month:%Y_%m}"


def month_of(at: datetime | date) -> date:
    """The first day of the month in UTC."""
    day = at.astimezone(UTC).date() if isinstance(at, datetime) else at
    return day.replace(day=1)


def after(month: date, count: int = 1) -> date:
    """The month that comes `count` months later."""
    years, place = divmod(month.month - 1 + count, 12)
    return date(month.year + years, place + 1, 1)


def months(first: date, last: date) -> Iterator[date]:
    """Every month from `first` to `last`, both included."""
    while first <= last:
        yield first
        first = after(first)


def existing(monthly: Monthly) -> set[str]:
    """The names of the parts that there are."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = %s::regclass",
            [monthly.table],
        )
        return {name for (name,) in cursor.fetchall()}


def missing(monthly: Monthly, now: datetime) -> list[str]:
    """The parts of this month and the next that should be there and are not."""
    first = month_of(now)
    there = existing(monthly)
    wanted = [monthly.part(month) for month in months(first, after(first, READY))]
    return [name for name in wanted if name not in there]


def stray(monthly: Monthly) -> bool:
    """Does a row lie in the rest, because its month had no part when it was written?"""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS (SELECT FROM {monthly.rest})")  # noqa: S608 - a name of our own
        return bool(cursor.fetchone()[0])


@transaction.atomic
def make(monthly: Monthly, now: datetime) -> list[str]:
    """Make the parts of this month, the next ones, and each month that has strays; returns the new ones.

    Raises OperationalError where somebody holds the table for too long; nothing is changed then.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [PATIENCE])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # rows put back may not hold up the parts to come
    strays = _empty_rest(monthly) if stray(monthly) else []
    first = month_of(now)
    wanted = sorted({*strays, *months(first, after(first, AHEAD))})
    there = existing(monthly)
    made = [monthly.part(month) for month in wanted if monthly.part(month) not in there]
    for month in wanted:
        if monthly.part(month) in made:
            _add(monthly, month)
    if strays:
        _put_back(monthly)
    return made


def _add(monthly: Monthly, month: date) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE {monthly.part(month)} PARTITION OF {monthly.table} FOR VALUES FROM (%s) TO (%s)",
            [_midnight(month), _midnight(after(month))],
        )
    guard(monthly, monthly.part(month))


def add_rest(monthly: Monthly) -> None:
    """The part for every month that has none."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {monthly.rest} PARTITION OF {monthly.table} DEFAULT")
    guard(monthly, monthly.rest)


def guard(monthly: Monthly, part: str) -> None:
    """A part refuses TRUNCATE where its table does: PostgreSQL hands down the triggers of rows alone."""
    with connection.cursor() as cursor:
        cursor.execute(NEVER_EMPTIED, [part, monthly.table])
        for (sentence,) in cursor.fetchall():
            cursor.execute(sentence)


def _empty_rest(monthly: Monthly) -> list[date]:
    """Set the rest aside: no part can be made while it holds rows of that month. Returns their months."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {monthly.table} DETACH PARTITION {monthly.rest}")
        cursor.execute(f"ALTER TABLE {monthly.rest} RENAME TO {monthly.rest}_aside")
        cursor.execute(
            f"SELECT DISTINCT date_trunc('month', {monthly.column} AT TIME ZONE 'UTC')::date"  # noqa: S608
            f" FROM {monthly.rest}_aside"
        )
        return [month for (month,) in cursor.fetchall()]


def _put_back(monthly: Monthly) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {monthly.table} SELECT * FROM {monthly.rest}_aside")  # noqa: S608
        cursor.execute(f"DROP TABLE {monthly.rest}_aside")
    add_rest(monthly)


def _midnight(month: date) -> datetime:
    return datetime(month.year, month.month, 1, tzinfo=UTC)
