"""Whoever forgets a transaction, or waits long for a lock, is named by part, without a word of theirs."""

import threading
from contextlib import contextmanager
from datetime import timedelta

import psycopg2
import pytest
from django.core.management import call_command
from django.db import connection

from hekas.backups import server
from hekas.postgres import activity
from tests.concurrency.race import until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]
AT_ONCE = timedelta(0)
LOCK = "SELECT pg_advisory_xact_lock(17), 'what they asked'"


@pytest.fixture
def resting(monkeypatch):
    """Nothing may rest at all, and anything may go on."""
    monkeypatch.setattr(activity, "MAY_REST", AT_ONCE)


@pytest.fixture
def going_on(monkeypatch):
    monkeypatch.setattr(activity, "MAY_BE_OPEN", AT_ONCE)


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(activity, "MAY_WAIT", AT_ONCE)


@contextmanager
def part(name):
    """A connection of its own, as a part of the house has one."""
    other = psycopg2.connect(**{**server.home(), "application_name": name})
    try:
        yield other
    finally:
        other.close()


def test_a_transaction_that_rests_is_told_by_its_part(resting):
    with part("hekas-web@8001") as web, web.cursor() as cursor:
        assert activity.left_open() == []
        cursor.execute(LOCK)
        assert [one.told for one in activity.left_open()] == ["hekas-web@8001 rests in one for 0 seconds"]
        web.rollback()
        until(lambda: activity.left_open() == [])


def test_one_that_goes_on_for_long_is_told_though_it_works(going_on):
    with part("hekas-worker@1") as worker, worker.cursor() as cursor:
        working = threading.Thread(target=cursor.execute, args=("SELECT pg_sleep(0.6)",))
        working.start()
        until(activity.left_open)
        assert [one.told for one in activity.left_open()] == ["hekas-worker@1 has one for 0 seconds"]
        working.join()


def test_a_backup_keeps_its_snapshot_and_is_no_fault(resting, going_on):
    with part(activity.BACKUP + "2") as other, server.connect(server.home()) as backup:
        for connected in (other, backup):
            connected.cursor().execute("SELECT 1")
        assert [one.part for one in activity.left_open()] == [activity.BACKUP + "2"]
        backup.rollback()


def test_what_any_may_take_is_no_fault():
    with somebody_waits():
        assert (activity.left_open(), activity.waiting()) == ([], [])


@contextmanager
def somebody_waits(first="hekas-web@8001", second="hekas-web@8002"):
    """The second for a lock that the first has, which does nothing any more."""
    with part(first) as holds, part(second) as wants:
        holds.cursor().execute(LOCK)
        waits = threading.Thread(target=wants.cursor().execute, args=(LOCK,))
        waits.start()
        until(waits_for_a_lock)
        yield
        holds.rollback()
        waits.join()


def waits_for_a_lock():
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_locks WHERE NOT granted AND waitstart IS NOT NULL")
        return cursor.rowcount == 1


def test_who_waits_for_a_lock_is_told_with_who_has_it(impatient):
    with somebody_waits(first=""):
        [found] = activity.waiting()
        assert found.told == "hekas-web@8002 waits for 0 seconds behind somebody without a name"
    assert activity.waiting() == []


def doctor(capsys):
    with pytest.raises(SystemExit):  # nobody has a pulse in a test
        call_command("doctor")
    return capsys.readouterr().out


def test_the_doctor_says_both_and_nothing_of_what_was_asked(capsys, resting, impatient):
    page = doctor(capsys)
    assert (
        "ok   transactions: none is left open." in page and "ok   locks: nobody waits long for one." in page
    )
    with somebody_waits():
        page = doctor(capsys)
    assert "BAD  transactions: hekas-web@8001 rests in one for 0 seconds." in page
    assert "BAD  locks: hekas-web@8002 waits for 0 seconds behind hekas-web@8001." in page
    assert "what they asked" not in page and "pg_advisory" not in page
