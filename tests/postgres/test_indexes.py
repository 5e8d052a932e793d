"""An index is made beside whoever works: it waits for a backup, and a migration that was ended goes on."""

from contextlib import contextmanager
from threading import Timer
from types import SimpleNamespace

import psycopg2
import pytest
from django.apps import apps
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import OperationalError, connection, models
from django.db.migrations.loader import MigrationLoader

from hekas.backups import server
from hekas.postgres.indexes import AddIndexBeside
from tests.operations.test_migrations import OWN

pytestmark = pytest.mark.django_db(transaction=True)
NAME = "of_this_test"


def make(kind=AddIndexBeside):
    operation = kind(model_name="heartbeat", index=models.Index(fields=["at"], name=NAME))
    state = SimpleNamespace(apps=apps)
    with connection.schema_editor(atomic=False) as editor:
        operation.database_forwards("messaging", editor, state, state)


def asked(question):
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()


def stands():
    return asked(f"SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('{NAME}')")


@pytest.fixture(autouse=True)
def _hurried():
    """As in `manage.py migrate`, only shorter."""
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '200ms'")
        yield
        cursor.execute(f"RESET lock_timeout; DROP INDEX IF EXISTS {NAME}")


@contextmanager
def backup():
    """Reads the whole of the database as of its beginning."""
    reader = server.connect(server.home())
    try:
        reader.set_session(isolation_level="REPEATABLE READ")
        with reader.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM messaging_heartbeat")
        yield reader
    finally:
        reader.close()


def test_it_waits_for_a_backup_and_afterwards_waits_no_longer_than_before():
    with backup() as reader:
        end = Timer(1.0, reader.close)
        end.start()
        make()
        end.join()
    assert (stands(), asked("SHOW lock_timeout")) == ((True,), ("200ms",))


def test_what_was_left_half_made_is_made_anew():
    """Django's own gives up beside a backup, and leaves the name taken by an index that nothing uses."""
    with backup(), pytest.raises(OperationalError) as fault:
        make(AddIndexConcurrently)
    assert isinstance(fault.value.__cause__, psycopg2.errors.LockNotAvailable)
    assert stands() == (False,)
    make()
    assert stands() == (True,)


def test_what_stands_is_left():
    """The third of a migration failed, and it is started again from its first."""
    make()
    before = asked(f"SELECT to_regclass('{NAME}')::oid")
    make()
    assert asked(f"SELECT to_regclass('{NAME}')::oid") == before


def test_every_migration_of_ours_makes_them_so():
    found = MigrationLoader(None).disk_migrations
    plain = [
        key
        for key, migration in found.items()
        if key[0] in OWN and any(type(one) is AddIndexConcurrently for one in migration.operations)
    ]
    assert plain == []
