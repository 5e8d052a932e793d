"""Indexes that are made beside whoever works, in a migration that may be started again wherever it ended.

PostgreSQL waits for everybody who began before, such as a backup of half an hour; nobody waits behind it. One
that gives up meanwhile leaves an index that no search uses and whose name is taken.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently

STANDS = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s)"


class AddIndexBeside(AddIndexConcurrently):
    """As Django's, but it waits as long as it has to, drops what was left half made and keeps what stands."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self._ensure_not_in_transaction(schema_editor)
        with _patient(schema_editor.connection):
            stands = None if schema_editor.collect_sql else _stands(schema_editor.connection, self.index.name)
            if stands is False:
                model = to_state.apps.get_model(app_label, self.model_name)
                schema_editor.remove_index(model, self.index, concurrently=True)
            if not stands:
                super().database_forwards(app_label, schema_editor, from_state, to_state)


def _stands(connection: Any, name: str) -> bool | None:
    """Whether a search may use it; None where there is none of that name."""
    with connection.cursor() as cursor:
        cursor.execute(STANDS, [name])
        found = cursor.fetchone()
    return found and found[0]


@contextmanager
def _patient(connection: Any) -> Iterator[None]:
    """Without the three seconds that `migrate` has for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('lock_timeout')")
        (before,) = cursor.fetchone()
        cursor.execute("SET lock_timeout = 0")
        try:
            yield
        finally:
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [before])
