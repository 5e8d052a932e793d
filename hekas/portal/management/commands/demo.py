"""`manage.py demo`: a believable clinic, the same for the same seed."""

from argparse import ArgumentParser
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.db import connection, transaction

from hekas.accounts.models import User
from hekas.messaging import parts
from hekas.messaging.models import OutboundMessage
from hekas.portal.demo import care, clinic, intakes, people, visits, words
from hekas.postgres import clock

FEWEST_CLIENTS, VISITS_OF_A_CLIENT = 160, 25


class Command(BaseCommand):
    """Loads therapists, rooms, hours, clients with answers of every kind, and a diary."""

    help = "Load a demo clinic into an empty database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--clients", type=int, help="160, or one for each 25 bookings")
        parser.add_argument("--therapists", type=int, default=4)
        parser.add_argument("--bookings", type=int, default=480)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--drill", action="store_true", help="also with DEBUG off, for a drill")
        parser.add_argument("--logins", action="store_true", help="only print the demo logins")

    def handle(self, *args: object, **options: Any) -> None:
        if options["logins"]:
            return self._print_logins()
        if not (settings.DEVELOPMENT or options["drill"]):  # everybody knows its passwords
            raise CommandError("The demo is for development: with DEBUG off nobody is invented.")
        self._load(options)
        parts.make_ahead(clock.now())  # its story began months ago, and what was written then has no part
        _count_rows()
        if options["verbosity"]:
            self._print_logins()
        return None

    @transaction.atomic
    def _load(self, options: dict[str, Any]) -> None:
        if User.objects.exists():
            raise CommandError("There are people in this database already; the demo is for an empty one.")
        if options["clients"] is None:
            options["clients"] = max(FEWEST_CLIENTS, options["bookings"] // VISITS_OF_A_CLIENT)
        if min(options["clients"], options["therapists"]) < 1 or options["bookings"] < 0:
            raise CommandError(
                "A clinic has at least one client and one therapist, and no fewer than 0 bookings."
            )
        chance, now = Random(options["seed"]), clock.now()  # noqa: S311 - a story, not a secret
        zone = ZoneInfo(settings.CLINIC_TIMEZONE)
        opened = clinic.open_clinic(options["therapists"], chance, now.astimezone(zone).date())
        clinic.admin(chance)
        clients = people.clients(options["clients"], opened.therapists, chance)
        bookable = intakes.tell(clients, chance, now)
        written = visits.fill(visits.Diary(opened, bookable, zone, chance, now), options["bookings"])
        care.tell(clients, chance, now)
        if clients[0] in bookable:
            visits.promise(clients[0], now)
        OutboundMessage.objects.all().delete()  # what the answers said to staff at the time is no news today
        visits.remind(now)
        if options["verbosity"]:
            self.stdout.write(
                f"{len(clients)} clients, {len(opened.therapists)} therapists, {written} visits."
            )

    def _print_logins(self) -> None:
        self.stdout.write("  Demo logins (everybody in the demo is invented):")
        for role, email in words.LOGINS:
            self.stdout.write(f"    {role:<10} {email:<24} {words.PASSWORD}")


def _count_rows() -> None:
    """So that the first search is planned for what is there now. The lists of the cluster are everybody's."""
    tables = connection.introspection.django_table_names(only_existing=True)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(map(connection.ops.quote_name, tables))}")
