"""A dump with its contents beside it, both of one snapshot; and a dump brought back to a scratch database."""

import json
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg2
from psycopg2.errors import ObjectInUse
from psycopg2.sql import SQL, Identifier

from hekas.backups import contents, server, sums
from hekas.backups.contents import Contents
from hekas.backups.server import Place
from hekas.backups.sums import SUM, Unreadable

DUMP, BESIDE, PART = ".dump", ".contents.json", ".part"
TAKES_AT_MOST = timedelta(days=1)  # what nobody has finished by then, nobody is writing any more
OUR_OWN_LEAVE = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = %s AND usename = current_user
"""


class NoBackup(RuntimeError):
    """There is no backup where one was looked for."""


def take(folder: Path, *, now: datetime) -> Path:
    """Write a dump, what it must hold and the sums of both, for the owner alone; only a whole one is named.

    What can't be finished, as on a full disk, leaves nothing behind: else each night would leave more.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"hekas-{now:%Y%m%dT%H%M%SZ}{DUMP}"
    part, beside = path.with_suffix(PART), path.with_suffix(BESIDE)
    try:
        part.touch(mode=0o600)
        held = _write(part)
        beside.touch(mode=0o600)
        beside.write_text(json.dumps(held.document()))
        sums.write(path, {path.name: part, beside.name: beside})
        for written in (beside, path.with_suffix(SUM), part):
            _to_disk(written)
        part.rename(path)
    except BaseException:
        for half in (part, *_besides(path)):
            half.unlink(missing_ok=True)
        raise
    return path


def _write(part: Path) -> Contents:
    """The dump, and what the database held in the moment that it is of."""
    place = server.home()
    with closing(server.connect(place)) as database:
        database.set_session(isolation_level="REPEATABLE READ", readonly=True)
        with database.cursor() as cursor:
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
        pg_dump = server.program("pg_dump", database.server_version // 10000)
        server.run([pg_dump, "-Fc", "-Z", "6", f"--snapshot={snapshot}", "-f", part], place)
        return contents.read(database)


def _besides(path: Path) -> tuple[Path, Path]:
    """What lies beside a dump: what it must hold, and the sums (none beside one of before there were any)."""
    return path.with_suffix(BESIDE), path.with_suffix(SUM)


def _to_disk(path: Path) -> None:
    with path.open("rb") as written:
        os.fsync(written.fileno())


def of_when(path: Path) -> datetime | None:
    """The moment that a backup is of, by its name; None where somebody has given it another."""
    try:
        return datetime.strptime(path.name, f"hekas-%Y%m%dT%H%M%SZ{DUMP}").replace(tzinfo=UTC)
    except ValueError:
        return None


def kept(folder: Path) -> list[Path]:
    """All whole backups, the oldest first."""
    return sorted(path for path in folder.glob(f"hekas-*{DUMP}") if path.with_suffix(BESIDE).is_file())


def forget(folder: Path, keep: int) -> list[Path]:
    """Remove all but the newest `keep` (at least one), and return what went; halves that were left, too."""
    old = kept(folder)[: -max(1, keep)]
    for path in old:
        path.unlink()
        for beside in _besides(path):
            beside.unlink(missing_ok=True)
    for half in _halves(folder):
        half.unlink()
    return old


def _halves(folder: Path) -> Iterator[Path]:
    """What somebody who was killed has left: no whole backup has these, and nobody goes on with them."""
    before = time.time() - TAKES_AT_MOST.total_seconds()
    for ending in (PART, BESIDE, SUM):
        for path in folder.glob(f"hekas-*{ending}"):
            whole = path.with_name(path.name.removesuffix(ending) + DUMP)
            if path.stat().st_mtime < before and not whole.exists():
                yield path


def rotten(folder: Path, *, besides: Path | None = None) -> list[str]:
    """Of the whole backups in a folder but the one that is named: one sentence for each that has changed."""
    faults = []
    for path in kept(folder):
        try:
            if path != besides:
                sums.check(path)
        except Unreadable as fault:
            faults.append(str(fault))
        except OSError as fault:
            faults.append(f"{path.name}: it can't be read ({fault.strerror}).")
    return faults


def latest(folder: Path) -> Path:
    """The newest backup. Raises NoBackup."""
    found = kept(folder)
    if not found:
        raise NoBackup(f"There is no backup in {folder}. manage.py backup makes one.")
    return found[-1]


def promised(path: Path) -> Contents:
    """What the backup must hold. Raises Unreadable."""
    beside = path.with_suffix(BESIDE)
    try:
        return contents.from_document(json.loads(beside.read_text()))
    except (ValueError, KeyError, TypeError) as torn:
        raise Unreadable(f"{beside.name} is torn: nobody can say what {path.name} must hold.") from torn


@contextmanager
def restored(path: Path) -> Iterator[Place]:
    """The backup in a database of its own, which is dropped at the end, whatever happens."""
    place, name = server.scratch(), f"hekas_drill_{secrets.token_hex(4)}"
    database = server.connect(place)
    database.autocommit = True
    try:
        with database.cursor() as cursor:
            cursor.execute(
                SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(Identifier(name))
            )
        pg_restore = server.program("pg_restore", database.server_version // 10000)
        there = {**place, "dbname": name}
        options = ["--exit-on-error", "--no-owner", "--no-privileges", "-j2", "-d", name]
        server.run([pg_restore, *options, path], there)
        yield there
    finally:
        drop(database, name)
        database.close()


def drop(database: "psycopg2.extensions.connection", name: str) -> None:
    """Away with a scratch database, also while PostgreSQL vacuums it.

    Not WITH (FORCE): that wants the right to end the vacuum, which only a superuser has. Without it
    PostgreSQL sends its own vacuum away; whoever of our own is still there we send away ourselves.
    """
    words = SQL("DROP DATABASE IF EXISTS {}").format(Identifier(name))
    with database.cursor() as cursor:
        try:
            cursor.execute(words)
        except ObjectInUse:
            cursor.execute(OUR_OWN_LEAVE, [name])
            cursor.execute(words)


def read_back(place: Place) -> Contents:
    """What a database holds now."""
    with server.connect(place) as database:
        found = contents.read(database)
    database.close()
    return found
