"""What is written once is not emptied either: TRUNCATE passes by every trigger for rows."""

from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import InternalError, connection, transaction

from hekas.audit.actors import SYSTEM
from hekas.audit.log import record
from hekas.audit.models import PARTS, AuditEvent
from hekas.postgres import partitions
from tests.bookings.clinic import make_client

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def lasting():
    """Every table whose rows are written once, by either word."""
    refused = ("append_only", "never_emptied")
    models = [
        m for m in apps.get_models() if any(t.name in refused for t in getattr(m._meta, "triggers", []))
    ]
    return sorted(model._meta.db_table for model in models)


def empty(table):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {table} CASCADE")


def test_the_log_its_seals_and_every_history_are_among_them():
    histories = {m._meta.db_table for m in apps.get_models() if hasattr(m, "pgh_tracked_model")}
    assert {"audit_auditevent", "audit_auditseal", *histories} <= set(lasting())
    assert len(histories) > 15


@pytest.mark.django_db
@pytest.mark.parametrize("table", lasting())
def test_the_owner_of_the_tables_empties_none(table):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableowner = current_user FROM pg_tables WHERE tablename = %s", [table])
        assert cursor.fetchone() == (True,)
    with pytest.raises(InternalError, match="never emptied"):
        empty(table)


@pytest.mark.django_db
def test_no_part_of_the_log_is_emptied_a_later_one_and_the_rest_included():
    record(by=SYSTEM, action="tried", subject=make_client(), now=datetime(2041, 1, 1, tzinfo=UTC))
    partitions.make(PARTS, datetime(2041, 2, 1, tzinfo=UTC))
    parts = partitions.existing(PARTS)
    assert {"audit_auditevent_2041_01", "audit_auditevent_rest"} < parts
    for part in parts:
        with pytest.raises(InternalError, match="never emptied"):
            empty(part)
    assert AuditEvent.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_nor_does_djangos_own_command_to_empty_the_database(monkeypatch):
    record(by=SYSTEM, action="tried", subject=make_client(), now=NOW)
    kept = connection.ops.execute_sql_flush.__func__.__closure__  # what the tests wrap round it is taken off
    plain = next(cell.cell_contents for cell in kept if callable(cell.cell_contents))
    with monkeypatch.context() as patched:
        patched.setattr(type(connection.ops), "execute_sql_flush", plain)
        with pytest.raises(CommandError):
            call_command("flush", interactive=False, verbosity=0)
    assert AuditEvent.objects.count() == 1
