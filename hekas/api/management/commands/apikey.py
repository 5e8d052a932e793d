"""`manage.py apikey create NAME --scope SCOPE`: keys for other programs. A key is shown once."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from hekas.api.actions import keys
from hekas.api.models import ApiKey
from hekas.api.terms import Scope
from hekas.audit.actors import Actor
from hekas.postgres import clock


class Command(BaseCommand):
    help = "Make, list and revoke keys of the JSON API."

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        create = acts.add_parser("create", help="print a new key once; only its hash is kept")
        create.add_argument("name", metavar="NAME")
        create.add_argument(
            "--scope", action="append", required=True, choices=[scope.value for scope in Scope]
        )
        revoke = acts.add_parser("revoke", help="the key opens nothing from now on")
        revoke.add_argument("name", metavar="NAME")
        acts.add_parser("list", help="name, scopes, last use")

    def handle(self, *args: Any, **options: Any) -> None:
        by, now = Actor("system", label="manage.py apikey"), clock.now()
        try:
            if options["act"] == "create":
                scopes = [Scope(scope) for scope in options["scope"]]
                self.stdout.write(keys.create(name=options["name"], scopes=scopes, by=by, now=now))
            elif options["act"] == "revoke":
                keys.revoke(name=options["name"], by=by, now=now)
            else:
                self._list()
        except keys.OddName as fault:
            raise CommandError(f"The name of a key is a line of 1 to {keys.LONGEST_NAME} letters.") from fault
        except keys.NoSuchKey as fault:
            raise CommandError(f"No live key has the name {fault}.") from fault

    def _list(self) -> None:
        for key in ApiKey.objects.all():
            state = "revoked" if key.revoked_at else "live"
            used = f"{key.last_used_at:%Y-%m-%d %H:%M}" if key.last_used_at else "never used"
            self.stdout.write(f"{key.name}\t{state}\t{' '.join(key.scopes)}\t{used}")
