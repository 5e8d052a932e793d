"""Django's PostgreSQL backend that brings the embedded engine up at the first connection, not before.

So a command that uses no database (`manage.py assess`) starts no engine.
"""

from typing import Any

from django.conf import settings
from django.db.backends.postgresql import base

from hekas import embedded


class DatabaseWrapper(base.DatabaseWrapper):
    """Connects to the embedded PostgreSQL of this clone."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A new connection; raises embedded.EnginesDidNotStart where the engine cannot start."""
        host = embedded.attach(settings.VAR_DIR).postgres
        return super().get_new_connection({**conn_params, "host": host})
