"""`manage.py audit_seals`: seal the days that are over, check all seals, print the last for elsewhere."""

from typing import Any

from django.core.management import BaseCommand

from hekas.audit import sealing
from hekas.audit.models import AuditSeal
from hekas.postgres import clock


class Command(BaseCommand):
    """Exit 1 where a day of the log is no longer what was sealed."""

    help = "Seal the log of who did and read what, and find a day that was changed afterwards."

    def handle(self, *args: Any, **options: Any) -> None:
        sealing.seal(clock.now())
        found = list(sealing.broken())
        for day in found:
            counts = f"{day.events_sealed} events were sealed, {day.events_now} are there"
            self.stdout.write(f"BAD {day.day}: {counts}.")
        last = AuditSeal.objects.order_by("day").last()
        self.stdout.write(str(last) if last else "No day is over yet.")
        if found:
            raise SystemExit(1)
