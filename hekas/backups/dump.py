"""A dump with its contents beside it, both of one snapshot; and a dump brought back to a scratch database."""

import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import psycopg2
from psycopg2.errors import ObjectInUse
from psycopg2.sql import SQL, Identifier

from hekas.backups import contents, server
from hekas.backups.contents import Contents
from hekas.backups.server import Place

DUMP, BESIDE = ".dump", ".contents.json"
OUR_OWN_LEAVE = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = %s AND usename = current_user
"""


class NoBackup(RuntimeError):
    """There is no backup where one was looked for."""


def take(folder: Path, *, now: datetime) -> Path:
    """Write a dump and what it must hold. Only a whole one has its name; both are for the owner alone."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"hekas-{now:%Y%m%dT%H%M%SZ}{DUMP}"
    part = path.with_suffix(".part")
    part.touch(mode=0o600)
    place = server.home()
    with server.connect(place) as database:
        database.set_session(isolation_level="REPEATABLE READ", readonly=True)
        with database.cursor() as cursor:
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
        pg_dump = server.program("pg_dump", database.server_version // 10000)
        server.run([pg_dump, "-Fc", "-Z", "6", f"--snapshot={snapshot}", "-f", part], place)
        held = contents.read(database)
    database.close()
    beside = path.with_suffix(BESIDE)
    beside.touch(mode=0o600)
    beside.write_text(json.dumps(held.document()))
    _to_disk(part)
    part.rename(path)
    return path


def _to_disk(path: Path) -> None:
    with path.open("rb") as written:
        os.fsync(written.fileno())


def kept(folder: Path) -> list[Path]:
    """All whole backups, the oldest first."""
    return sorted(path for path in folder.glob(f"hekas-*{DUMP}") if path.with_suffix(BESIDE).is_file())


def forget(folder: Path, keep: int) -> list[Path]:
    """Remove all but the newest `keep` (at least one), and return what went."""
    old = kept(folder)[: -max(1, keep)]
    for path in old:
        path.unlink()
        path.with_suffix(BESIDE).unlink()
    return old


def latest(folder: Path) -> Path:
    """The newest backup. Raises NoBackup."""
    found = kept(folder)
    if not found:
        raise NoBackup(f"There is no backup in {folder}. manage.py backup makes one.")
    return found[-1]


def promised(path: Path) -> Contents:
    """What the backup must hold."""
    return contents.from_document(json.loads(path.with_suffix(BESIDE).read_text()))


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
