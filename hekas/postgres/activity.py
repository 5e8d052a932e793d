"""Who keeps a transaction open and does nothing in it, and who waits long for a lock, and behind whom.

Parts are told by PGAPPNAME, which the units set. What they asked is left out: people's data may stand in it.
What another role does PostgreSQL tells only its members; such a one has no name here.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db import connection

BACKUP = "hekas-backup"  # keeps the snapshot that pg_dump reads, for as long as that takes
NAMELESS = "somebody without a name"

# Whoever sends a letter holds its row until the mail server has spoken: PostgreSQL ends that after a minute.
MAY_REST = timedelta(seconds=75)
MAY_BE_OPEN = timedelta(minutes=15)
MAY_WAIT = timedelta(seconds=30)  # a cancellation waits twenty for a letter that is on the wire

OPEN = """
    SELECT COALESCE(NULLIF(application_name, ''), %(nameless)s),
        extract(epoch FROM clock_timestamp() - CASE WHEN resting THEN state_change ELSE xact_start END)::int,
        resting
    FROM pg_stat_activity CROSS JOIN LATERAL (SELECT state LIKE 'idle in transaction%%' AS resting) AS seen
    WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
        AND application_name <> %(backup)s
        AND (resting AND state_change < clock_timestamp() - %(rest)s
            OR xact_start < clock_timestamp() - %(open)s)
    ORDER BY xact_start
"""
WAITING = """
    SELECT COALESCE(NULLIF(waiter.application_name, ''), %(nameless)s),
        extract(epoch FROM clock_timestamp() - wanted.waitstart)::int,
        ARRAY(
            SELECT DISTINCT COALESCE(NULLIF(holder.application_name, ''), %(nameless)s)
            FROM unnest(pg_blocking_pids(wanted.pid)) AS one
                JOIN pg_stat_activity AS holder ON holder.pid = one
        )
    FROM pg_locks AS wanted JOIN pg_stat_activity AS waiter ON waiter.pid = wanted.pid
    WHERE NOT wanted.granted AND waiter.datname = current_database()
        AND wanted.waitstart < clock_timestamp() - %(wait)s
    ORDER BY wanted.waitstart
"""
ARCHIVER = """
    SELECT last_failed_wal, extract(epoch FROM clock_timestamp() - last_failed_time)::int
    FROM pg_stat_archiver
    WHERE current_setting('archive_mode') <> 'off'
        AND last_failed_time > COALESCE(last_archived_time, '-infinity')
"""


@dataclass(frozen=True)
class Open:
    """A transaction of this part that should long have ended."""

    part: str
    seconds: int
    rests: bool

    @property
    def told(self) -> str:
        return f"{self.part} {'rests in' if self.rests else 'has'} one for {self.seconds} seconds"


@dataclass(frozen=True)
class Waiting:
    """This part waits for a lock that those have, or wait for before it."""

    part: str
    seconds: int
    behind: tuple[str, ...]

    @property
    def told(self) -> str:
        return f"{self.part} waits for {self.seconds} seconds behind {' and '.join(self.behind)}"


def left_open() -> list[Open]:
    """Transactions that rest, or go on, for longer than any may; the oldest first."""
    return [Open(*row) for row in _ask(OPEN, rest=MAY_REST, open=MAY_BE_OPEN, backup=BACKUP)]


def waiting() -> list[Waiting]:
    """Who waits for longer than anybody may; the longest first."""
    return [Waiting(part, seconds, tuple(by)) for part, seconds, by in _ask(WAITING, wait=MAY_WAIT)]


def not_archived() -> str:
    """The part of the log that could not be archived at the last try, and when that was; else nothing."""
    return "; ".join(f"{part} could not be, {seconds} seconds ago" for part, seconds in _ask(ARCHIVER))


def _ask(statement: str, **given: object) -> list[tuple]:  # type: ignore[type-arg]
    with connection.cursor() as cursor:
        cursor.execute(statement, {"nameless": NAMELESS, **given})
        return cursor.fetchall()
