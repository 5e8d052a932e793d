"""`manage.py reapply_erasures`: after a restore, whoever was erased before is erased again."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser

from hekas.postgres import clock
from hekas.privacy import tombstones
from hekas.privacy.actions import accounts, erasure
from hekas.privacy.models import DONE, ErasureRequest


class Command(BaseCommand):
    """Erases everybody of the list outside of the database, and of the wishes inside of it, who is there."""

    help = "Erase again, after a restore, who had been erased."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--list", default=settings.TOMBSTONES, help="the list of tombstones")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            listed = list(tombstones.read(Path(options["list"])))
        except ValueError as fault:
            raise CommandError(str(fault)) from fault
        known = ErasureRequest.objects.filter(state=DONE).values_list("client_uuid", flat=True)
        everybody = dict.fromkeys([*listed, *known])
        done = sum(
            erasure.again(uuid, now=clock.now()) or accounts.again(uuid, now=clock.now())
            for uuid in everybody
        )
        self.stdout.write(f"{len(everybody)} had been erased; {done} came back and are erased again.")
