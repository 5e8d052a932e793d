"""Which moment a transaction looks at: docs/adr/0060-whoever-waited-sees-what-the-one-before-did.md."""

from django.db import connection

READ_COMMITTED = "read committed"  # before each statement anew, and nothing older


def of_transactions() -> str:
    """How the database keeps a transaction of ours apart from others, in its own words."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW default_transaction_isolation")
        return str(cursor.fetchone()[0])
