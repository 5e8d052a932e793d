"""`manage.py doctor`: is everything well? One line for each thing; exit 1 where something is wrong."""

from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.core.checks import run_checks
from django.core.management import BaseCommand
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from django.utils.module_loading import import_string
from redis.exceptions import RedisError

from assessments.rules import load_rules
from bookings.queries.reminders import left_lying, never_written
from hekas.audit import sealing
from hekas.backups import dump, sums
from hekas.messaging import doctor as messages
from hekas.postgres import activity, clock, isolation
from hekas.postgres.replica import REPLICA

Finding = tuple[str, bool, str]
SEALS_READ = timedelta(days=3)
CLOCK_MAY_BE_OFF = 5  # seconds
STANDBY_MAY_LAG = timedelta(minutes=2)


class Command(BaseCommand):
    """Looks at configuration, database, broker, worker, beat, messages and rules."""

    help = "Say in one line each how configuration, engines, background work and rules stand."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--backups", action="store_true", help="read each in BACKUP_DIR, too")

    def handle(self, *args: object, backups: bool, **options: object) -> None:
        findings = [*_configuration(), *_engines(), _rules(), *([_backups()] if backups else [])]
        for name, well, sentence in findings:
            self.stdout.write(f"{'ok  ' if well else 'BAD '} {name}: {sentence}")
        if not all(well for _, well, _ in findings):
            raise SystemExit(1)


def _configuration() -> Iterator[Finding]:
    faults = run_checks()
    yield "configuration", not faults, "; ".join(str(f.msg) for f in faults) or "nothing to mend."
    yield _mode()


def _mode() -> Finding:
    """Development lets staff in without a second step and shows its mail: never where people's data are."""
    is_open = settings.DEVELOPMENT and settings.SITE_URL.startswith("https://")
    mode = "development; set DEBUG=false where people's data are" if settings.DEVELOPMENT else "production"
    return "mode", not is_open, f"{mode}."


def _engines() -> Iterator[Finding]:
    """What needs the database is asked only where it answers."""
    database = _try("database", _database)
    yield database
    yield _try("broker", _broker)
    if not database[1]:
        return
    yield _clock()
    yield _isolation()
    yield _transactions()
    yield _locks()
    yield _archive()
    migrations = _migrations()
    yield migrations
    if migrations[1]:  # without its tables a room can't be asked
        yield from ((c.name, c.well, c.sentence) for c in messages.checks(clock.now()))
        yield from _standby()
        yield from _backup()
        yield _reminders()
        yield _due_reminders()
        yield _seals()
        yield _erased()


def _try(name: str, ask: Callable[[], str]) -> Finding:
    try:
        return name, True, ask()
    except (DatabaseError, RedisError, OSError) as fault:
        return name, False, f"does not answer ({type(fault).__name__})."


def _database() -> str:
    connection.ensure_connection()
    return f"PostgreSQL {connection.pg_version // 10000} answers."


def _clock() -> Finding:
    """Sessions, codes of a second step and the beat go by the machine's own: it must be the others'."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        off = abs((timezone.now() - cursor.fetchone()[0]).total_seconds())
    return "clock", off < CLOCK_MAY_BE_OFF, f"{off:.0f} seconds off the database's. Does NTP run?"


def _isolation() -> Finding:
    """Where it is another, a red answer that comes while its client books is lost and the visit stands.

    Where the site goes through a pool and this command past it, what counts is what the pool is told.
    """
    try:
        found = isolation.of_a_pool() if settings.DIRECT_DATABASE_URL else isolation.of_transactions()
    except DatabaseError as fault:
        return "isolation", False, f"could not be asked ({type(fault).__name__})."
    if found == isolation.READ_COMMITTED:
        return "isolation", True, "a transaction sees what others committed before each statement."
    mend = "ALTER DATABASE … RESET default_transaction_isolation, and of the role; restart the pool"
    return "isolation", False, f"transactions are {found} and must be read committed: {mend}."


def _transactions() -> Finding:
    """Left open they hold what they have locked, and keep rows that are gone from being cleared away."""
    told = "; ".join(one.told for one in activity.left_open())
    return "transactions", not told, f"{told or 'none is left open'}."


def _locks() -> Finding:
    told = "; ".join(one.told for one in activity.waiting())
    return "locks", not told, f"{told or 'nobody waits long for one'}."


def _archive() -> Finding:
    """Where it can't be archived PostgreSQL keeps it until the disk is full, and no second comes back."""
    told = activity.not_archived()
    return "archive", not told, f"{told or 'no part of the log waits for another try'}."


def _backup() -> Iterator[Finding]:
    """Where people's data are: a timer that nobody has enabled tells nobody by itself."""
    if settings.DEVELOPMENT:
        return
    began = MigrationRecorder.Migration.objects.order_by("applied").values_list("applied", flat=True).first()
    found = messages.backup(clock.now(), here_since=began)
    yield found.name, found.well, found.sentence


def _backups() -> Finding:
    """Every file in BACKUP_DIR against its sum: seconds for each gigabyte, so only when it is asked for."""
    kept = dump.kept(settings.BACKUP_DIR)
    faults = dump.rotten(settings.BACKUP_DIR)
    unsummed = sum(not path.with_suffix(sums.SUM).exists() for path in kept)
    told = f"{len(kept)} here, each as it was written" if kept else "none is in BACKUP_DIR"
    told += f"; {unsummed} without a checksum, as of before there were any" if unsummed else ""
    return "backups here", bool(kept) and not faults, " ".join(faults) or f"{told}."


def _migrations() -> Finding:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return (
        "migrations",
        not waiting,
        f"{len(waiting)} wait; run manage.py migrate." if waiting else "all are in.",
    )


def _standby() -> Iterator[Finding]:
    """Lists from one that follows no more show times that are long gone, and nobody else would notice."""
    if REPLICA not in settings.DATABASES:
        return
    try:
        behind = messages.behind(REPLICA)
    except (DatabaseError, InterfaceError):
        yield "standby", False, "does not answer; lists come from the primary."
        return
    yield (
        "standby",
        behind < STANDBY_MAY_LAG,
        f"{behind.total_seconds():.0f} seconds behind, by the last pulse.",
    )


def _reminders() -> Finding:
    lost = never_written(clock.now())
    return "reminders", not lost, f"{len(lost)} of the next two days were handed over and are gone."


def _due_reminders() -> Finding:
    """Before they are messages, nobody else misses them."""
    lying = left_lying(clock.now())
    return "reminders on time", not lying, f"{lying} are due and were not handed over."


def _seals() -> Finding:
    """The log of the last days against its seals; `audit_seals` reads all of it."""
    changed = list(sealing.broken(since=clock.now().date() - SEALS_READ))
    days = ", ".join(str(one.day) for one in changed)
    return "audit", not changed, f"changed after it was sealed: {days}." if changed else "fits its seals."


def _erased() -> Finding:
    """After a restore: the list outside of the database against what is in it."""
    try:
        count = import_string("hekas.privacy.doctor.came_back")()  # a neighbour, whom nobody here may import
    except ValueError as torn:
        return "erased", False, f"the list of who was erased can't be read: {torn}."
    found = f"{count} who were erased are back. Run manage.py reapply_erasures."
    return "erased", not count, found if count else "nobody who was erased is back."


def _broker() -> str:
    cache.set("doctor", "1", 10)
    return "answers."


def _rules() -> Finding:
    rules = load_rules()
    return "rules", True, f"version {rules.version} reads without a fault."
