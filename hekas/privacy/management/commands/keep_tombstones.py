"""`manage.py keep_tombstones`: this machine's list of who was erased, brought up to the database."""

from typing import Any

from django.core.management import BaseCommand, CommandError

from hekas.postgres import clock
from hekas.privacy import tombstones
from hekas.privacy.models import DONE, ErasureRequest


class Command(BaseCommand):
    """An erasure is written on the node that carried it out; a backup may be kept and restored on another."""

    help = (
        "Add to this machine's list everybody whom the database knows as erased. Each backup does it first."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        known = ErasureRequest.objects.filter(state=DONE).values_list("client_uuid", flat=True)
        try:
            added = tombstones.catch_up(known, clock.now())
        except (ValueError, OSError) as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(f"{added} added to the list of who was erased.")
