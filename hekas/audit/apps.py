from django.apps import AppConfig

NO_ROWS = ("savepoint", "release savepoint", "rollback to savepoint")


class AuditConfig(AppConfig):
    name = "hekas.audit"
    label = "audit"

    def ready(self) -> None:
        """Who changes is told to the database with what may change a row: a savepoint changes none."""
        from pghistory import runtime  # noqa: PLC0415  it needs the settings

        runtime.IGNORED_SQL_PREFIXES = (*runtime.IGNORED_SQL_PREFIXES, *NO_ROWS)
