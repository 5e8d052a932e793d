"""One lock for who treats, when and where: shared by whoever books, alone for whoever changes it.

It comes before every other lock: docs/adr/0022-hours-change-while-nobody-books.md.
"""

from django.db import connection

ROTA = 5 << 60
PATIENCE = "10s"
ALONE = """
WITH patience AS MATERIALIZED (SELECT set_config('lock_timeout', %s, true))
SELECT pg_advisory_xact_lock(%s) FROM patience
"""


def hold_still() -> None:
    """Wait until nobody books, and keep it so until this transaction ends; ten seconds at most."""
    with connection.cursor() as cursor:
        cursor.execute(ALONE, [PATIENCE, ROTA])
