"""The database that tests copy is the one that today's migrations make; and nobody waits for a disk."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests import migrated


def test_it_is_there_for_whoever_comes_next(db):
    with connection.cursor() as cursor:
        assert migrated.known(cursor) == [migrated.name()]


def test_every_migration_has_run_over_the_copy(db):
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []


def test_a_migration_that_is_edited_makes_another(monkeypatch, tmp_path):
    edited = tmp_path / "0001_initial.py"
    edited.write_text("before")
    monkeypatch.setattr(migrated, "migrations", lambda: iter([edited]))
    before = migrated.name()
    edited.write_text("after")
    assert migrated.name() != before


def test_every_app_of_ours_has_its_migrations_in_the_name():
    folders = {file.parent.parent.name for file in migrated.migrations()}
    assert {"assessments", "bookings", "messaging", "accounts", "audit", "api", "privacy"} <= folders


def test_another_month_makes_another_and_a_moved_clock_does_not(monkeypatch, time_machine):
    before = migrated.name()
    time_machine.move_to("2031-01-01T12:00Z", tick=False)
    assert migrated.name() == before
    monkeypatch.setattr(migrated, "MONTH", "2031-01")
    assert migrated.name() != before


def test_no_test_that_commits_waits_for_the_disk(db):
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        assert cursor.fetchone() == ("off",)
