"""A statement that comes again and again is prepared once a connection, and does what it did before."""

import uuid

import pytest
from django.db import DatabaseError, IntegrityError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from hekas.accounts.models import Client
from hekas.audit.models import AuditEvent
from hekas.postgres.kept import Given, Question
from hekas.postgres.prepared import LONGEST_NAME, execute, statement_of
from tests.bookings.clinic import NOW

pytestmark = pytest.mark.django_db
NAMED = Question(lambda: Client.objects.filter(name=Given("name")).order_by("id"))


def known():
    """The statements that this connection knows: name → words."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, statement FROM pg_prepared_statements")
        return dict(cursor.fetchall())


def asked(words, values):
    with connection.cursor() as cursor:
        execute(cursor, words, values)
        return cursor.fetchall()


def fresh():
    """Words that no connection knows yet."""
    return f"SELECT %s::int + 1 AS n{uuid.uuid4().hex}"


def test_it_is_prepared_once_and_called_with_other_values():
    words = fresh()
    before = known()
    assert asked(words, [1]) == [(2,)] and asked(words, [41]) == [(42,)]
    new = known().keys() - before.keys()
    assert new == {statement_of(words).name}


def test_a_name_stands_for_one_value_wherever_it_comes():
    words = "SELECT %(a)s::int, %(b)s::text, %(a)s::int, '100%%', %(c)s::bigint[]"
    assert asked(words, {"a": 1, "b": "it's %s", "c": [1, 2]}) == [(1, "it's %s", 1, "100%", [1, 2])]
    assert asked(words, {"a": None, "b": None, "c": []}) == [(None, None, None, "100%", [])]


def test_it_says_whether_it_writes_and_into_what_and_fits_into_a_name():
    write = statement_of('INSERT INTO "audit_auditevent" ("at") VALUES (%s) RETURNING "id"')
    assert write.call.startswith('EXECUTE "insert audit_auditevent ')
    assert statement_of('UPDATE "a" SET "b" = %s').call.startswith('EXECUTE "update a ')
    assert statement_of("SELECT 1").call.startswith('EXECUTE "select ')
    hidden = statement_of("WITH a AS (SELECT 1) INSERT INTO api_key (b) SELECT %s FROM a")
    assert hidden.call.startswith('EXECUTE "insert api_key ')
    assert len(statement_of(f'UPDATE "{"a" * 80}" SET "b" = 1').name) == LONGEST_NAME


def test_it_stays_known_where_the_transaction_is_rolled_back():
    words = fresh()
    with transaction.atomic():
        assert asked(words, [1]) == [(2,)]
        transaction.set_rollback(True)
    assert asked(words, [2]) == [(3,)]


def test_a_column_that_a_release_adds_ends_nothing_for_the_one_before_it():
    """What names its columns goes on; a star would have been another result, and is never prepared."""
    Client.objects.create(name="Ann")
    assert NAMED.first(name="Ann") is not None
    star = "SELECT * FROM accounts_consent WHERE id = %s"
    before = known()
    assert asked(star, [0]) == [] and known() == before
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE accounts_client ADD COLUMN shoe_size int")
        cursor.execute("ALTER TABLE accounts_consent ADD COLUMN shoe_size int")
    assert NAMED.first(name="Ann") is not None and asked(star, [0]) == []


def test_a_refusal_of_the_database_is_the_one_that_django_names():
    event = {"at": NOW, "actor_kind": "system", "action": "looked", "subject_type": "x"}
    first = AuditEvent.objects.create(**event)
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditEvent.objects.create(uuid=first.uuid, **event)
    with pytest.raises(DatabaseError, match="does_not_exist"), transaction.atomic():
        asked("SELECT does_not_exist", [])
    assert AuditEvent.objects.filter(uuid=first.uuid).count() == 1


def test_behind_a_pool_that_shares_connections_nothing_is_prepared(settings):
    settings.PREPARED_STATEMENTS = False
    before, words = known(), fresh()
    with CaptureQueriesContext(connection) as found:
        assert asked(words, [1]) == [(2,)]
    assert known() == before and found.captured_queries[0]["sql"].startswith("SELECT 1::int")


@pytest.mark.django_db(transaction=True)
def test_a_new_connection_is_told_anew():
    words = fresh()
    assert asked(words, [1]) == [(2,)]
    connections["default"].close()
    assert asked(words, [2]) == [(3,)]
    assert statement_of(words).name in known()


def test_what_is_prepared_has_one_plan_whatever_is_asked():
    with connection.cursor() as cursor:
        cursor.execute("SHOW plan_cache_mode")
        assert cursor.fetchone() == ("force_generic_plan",)
