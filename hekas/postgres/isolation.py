"""Which moment a transaction looks at: docs/adr/0060-whoever-waited-sees-what-the-one-before-did.md."""

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

READ_COMMITTED = "read committed"  # before each statement anew, and nothing older


def of_transactions() -> str:
    """How the database keeps a transaction of ours apart from others, in its own words."""
    return _asked(connection)


def of_a_pool() -> str:
    """The same for a connection that says nothing for itself, as those that a pool makes in front of us."""
    plain = connection.copy()
    plain.settings_dict["OPTIONS"] = {
        name: value for name, value in plain.settings_dict["OPTIONS"].items() if name != "options"
    }
    try:
        return _asked(plain)
    finally:
        plain.close()


def _asked(where: BaseDatabaseWrapper) -> str:
    with where.cursor() as cursor:
        cursor.execute("SHOW default_transaction_isolation")
        return str(cursor.fetchone()[0])
