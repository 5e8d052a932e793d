"""`manage.py restore_drill`: the proof that a backup can be read. An untested backup does not count."""

import os
import subprocess
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import psycopg2
from django.conf import settings
from django.core.management import BaseCommand, CommandError

from hekas import redaction
from hekas.backups import contents, dump, server, sums
from hekas.messaging import heartbeats


def erased_again(place: server.Place) -> str:
    """What `reapply_erasures` said of a restored database. Raises CalledProcessError where it failed.

    In a process of its own: this one's connections are to the clinic's database, and shall stay so. Its
    faults stand in the log.
    """
    command = [sys.executable, "manage.py", "reapply_erasures", "--list", str(settings.TOMBSTONES)]
    environment = {**os.environ, "DATABASE_URL": server.url(place), "DISABLE_SERVER_SIDE_CURSORS": "false"}
    done = subprocess.run(
        command, cwd=settings.BASE_DIR, env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout.strip()


class Command(BaseCommand):
    """Restores the newest backup into a scratch database and compares it with what it must hold."""

    help = "Restore a backup into a scratch database; exit 1 where a row, a checksum or a constraint differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="the newest in BACKUP_DIR, if none is named")

    def handle(self, *args: Any, file: Path | None, **options: Any) -> None:
        began = time.monotonic()
        try:
            path = file or dump.latest(settings.BACKUP_DIR)
            self._sums(path)
            wanted = dump.promised(path)
            with dump.restored(path) as place:
                found = dump.read_back(place)
                self.stdout.write(erased_again(place))
        except subprocess.CalledProcessError as fault:
            said = redaction.of_a_program(fault.stderr or str(fault))
            raise CommandError(f"It could not be restored: {said}") from fault
        except sums.Unreadable as torn:
            raise CommandError(f"It could not be restored: {torn}") from torn
        except (dump.NoBackup, server.NoProgram, psycopg2.Error, OSError) as fault:
            raise CommandError(f"It could not be restored: {redaction.message(fault)}") from fault
        self._report(path, wanted, found, time.monotonic() - began)
        self._older(path)

    def _sums(self, path: Path) -> None:
        """Before anything is made of it: a byte that no restore reads may be another, too."""
        if not sums.check(path):
            self.stdout.write(
                f"{path.name} has no checksum of its own, as before there were any: only its rows are read."
            )

    def _older(self, path: Path) -> None:
        """The others in its folder: they are not restored, and a disk may lose the one that is needed."""
        faults = dump.rotten(path.parent, besides=path)
        for fault in faults:
            self.stdout.write(f"BAD  {fault}")
        if faults:
            raise CommandError(
                f"{len(faults)} older backup is not as it was written."
                if len(faults) == 1
                else f"{len(faults)} older backups are not as they were written."
            )

    def _report(
        self, path: Path, wanted: contents.Contents, found: contents.Contents, seconds: float
    ) -> None:
        faults = list(contents.differences(wanted, found))
        for name, table in sorted(found.tables.items()):
            self.stdout.write(f"{table.rows:>10}  {name}")
        for fault in faults:
            self.stdout.write(f"BAD  {fault}")
        self.stdout.write(
            f"{path.name}: {found.rows} rows in {len(found.tables)} tables, {len(found.rules)} constraints,"
            f" indexes and triggers, {found.digest}; {seconds:.1f} s."
        )
        if faults:
            raise CommandError(f"{len(faults)} things are not as they were when the backup was made.")
        made_at = dump.of_when(path)
        if made_at is not None:
            heartbeats.read_back(made_at)
