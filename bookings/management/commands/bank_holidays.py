"""manage.py bank_holidays 2027: copies England's bank holidays of a year into the clinic's closures."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from bookings.actions.closures import close_on
from bookings.adapters.bank_holidays import of_years
from hekas.audit.actors import SYSTEM
from hekas.postgres import clock


class Command(BaseCommand):
    help = "Copies England's bank holidays into the clinic's closures, which an admin may then edit."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("years", nargs="+", type=int, help="such as 2027 2028")

    def handle(self, *args: Any, **options: Any) -> None:
        found = of_years(options["years"])
        added = close_on(found, by=SYSTEM, now=clock.now()).added
        self.stdout.write(f"{added} days added, {len(found) - added} were there already.")
