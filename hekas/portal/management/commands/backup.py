"""`manage.py backup`: a dump of the database, and beside it what it must hold."""

import subprocess
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import psycopg2
from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command

from hekas import redaction
from hekas.backups import dump, server
from hekas.postgres import clock


class Command(BaseCommand):
    """Takes a backup into BACKUP_DIR and keeps the newest BACKUP_KEEP."""

    help = "Dump the database into BACKUP_DIR, with row counts and checksums of the same moment beside it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dir", type=Path, default=settings.BACKUP_DIR)
        parser.add_argument("--keep", type=int, default=settings.BACKUP_KEEP)

    def handle(self, *args: Any, dir: Path, keep: int, **options: Any) -> None:
        began = time.monotonic()
        call_command("keep_tombstones", stdout=self.stdout)  # before anything can be restored from it
        try:
            path = dump.take(dir, now=clock.now())
        except subprocess.CalledProcessError as fault:
            raise CommandError(f"No backup was made: {redaction.of_a_program(fault.stderr)}") from fault
        except (server.NoProgram, psycopg2.Error, OSError) as fault:
            raise CommandError(f"No backup was made: {redaction.message(fault)}") from fault
        held, gone = dump.promised(path), dump.forget(dir, keep)
        self.stdout.write(
            f"{path.name}: {len(held.tables)} tables, {held.rows} rows, {path.stat().st_size} bytes,"
            f" {time.monotonic() - began:.1f} s; {len(gone)} older removed."
        )
