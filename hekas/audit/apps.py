from collections.abc import Iterator

from django.apps import AppConfig, apps

NO_ROWS = ("savepoint", "release savepoint", "rollback to savepoint", 'execute "select ')
WRITES = ('insert into "{}"', 'update "{}"', 'execute "insert {} ', 'execute "update {} ')


class AuditConfig(AppConfig):
    name = "hekas.audit"
    label = "audit"

    def ready(self) -> None:
        """Who changes is told to the database with what may change a row that has a history, and no other."""
        from pghistory import runtime  # noqa: PLC0415  it needs the settings

        runtime.IGNORED_SQL_PREFIXES = (*runtime.IGNORED_SQL_PREFIXES, *NO_ROWS, *_without_history())


def _without_history() -> Iterator[str]:
    """How a statement begins that writes into a table of which no versions are kept."""
    models = apps.get_models(include_auto_created=True)
    tracked = {getattr(model, "pgh_tracked_model", None) for model in models}
    for model in models:
        if model not in tracked:
            yield from (words.format(model._meta.db_table) for words in WRITES)
