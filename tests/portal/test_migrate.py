"""`manage.py migrate` holds up nobody who books: it waits for a lock for a moment, and then gives up."""

import psycopg2
import pytest
from django.core.management import call_command
from django.core.management.commands import migrate as django_s
from django.db import OperationalError, connection

from hekas.backups import server
from hekas.portal.management.commands import migrate

pytestmark = pytest.mark.django_db(transaction=True)


def asked(name):
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {name}")
        return cursor.fetchone()[0]


def test_while_it_runs_it_waits_three_seconds_for_a_lock_and_afterwards_as_before(monkeypatch):
    seen = {}
    before = asked("lock_timeout"), asked("statement_timeout")
    monkeypatch.setattr(
        django_s.Command,
        "handle",
        lambda *_, **__: seen.update(lock=asked("lock_timeout"), statement=asked("statement_timeout")),
    )
    call_command("migrate")
    assert seen == {"lock": "3s", "statement": "0"}
    assert (asked("lock_timeout"), asked("statement_timeout")) == before


def test_it_gives_up_where_somebody_has_the_table(monkeypatch):
    """Somebody reads in a long transaction: behind a migration that waits, everybody else would wait too."""

    def alters(*_, **__):
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE messaging_heartbeat ADD COLUMN spare int")

    monkeypatch.setattr(django_s.Command, "handle", alters)
    monkeypatch.setattr(migrate, "PATIENCE", "50ms")
    with server.connect(server.home()) as reader, reader.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM messaging_heartbeat")
        with pytest.raises(OperationalError) as fault:
            call_command("migrate")
        assert isinstance(fault.value.__cause__, psycopg2.errors.LockNotAvailable)
    reader.close()
