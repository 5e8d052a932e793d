"""`manage.py migrate`: Django's, and it gives up sooner than it holds up who books."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

PATIENCE = "3s"  # for a lock: whoever books waits behind a migration that waits


class Command(migrate.Command):
    """As Django's. Waits 3 seconds for a lock, then fails and may be started again; works as long as it must.

    `PGOPTIONS` would not reach the connection, which names options of its own (hekas/settings.py).
    """

    def handle(self, *args: Any, **options: Any) -> None:
        database = connections[options["database"]]
        with database.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = '{PATIENCE}'; SET statement_timeout = 0")
        try:
            super().handle(*args, **options)
        finally:
            with database.cursor() as cursor:
                cursor.execute("RESET lock_timeout; RESET statement_timeout")
