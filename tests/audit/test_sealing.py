"""Nobody changes the log; whoever gets round the triggers is found by the seals."""

from datetime import UTC, datetime, timedelta

import pgtrigger
import pytest
from django.core.management import call_command
from django.db import InternalError, connection, transaction

from hekas.accounts.models import Client
from hekas.audit import sealing
from hekas.audit.actors import Actor
from hekas.audit.log import record
from hekas.audit.models import AuditEvent, AuditSeal

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = timedelta(days=1)
AMY = Actor("user", "amy", "Amy")


@pytest.fixture
def log():
    """Three days with one, two and no events."""
    client = Client.objects.create(name="Demo", email="d@demo.example")
    for at in (NOON, NOON + DAY, NOON + DAY):
        record(by=AMY, action="result.read", subject=client, now=at, page="a")
    return AuditEvent.objects.order_by("id")


TAMPER = (
    "UPDATE audit_auditevent SET actor_id = 'bob'",
    "DELETE FROM audit_auditevent",
    "UPDATE audit_auditseal SET digest = ''",
    "DELETE FROM audit_auditseal",
)


@pytest.mark.parametrize("statement", TAMPER)
def test_the_database_refuses_every_change(log, statement):
    sealing.seal(NOON + 4 * DAY)
    with pytest.raises(InternalError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert (log.filter(actor_id="amy").count(), AuditSeal.objects.count()) == (3, 4)


def test_a_part_of_the_log_refuses_too(log):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM audit_auditevent LIMIT 1")
        part = cursor.fetchone()[0]
    assert part != "audit_auditevent"
    with pytest.raises(InternalError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {part}")
    assert log.count() == 3


def test_only_whole_days_are_sealed_and_each_once(log):
    assert sealing.seal(NOON.replace(hour=23) + DAY) == 1
    assert sealing.seal(datetime(2026, 11, 25, 0, 59, tzinfo=UTC)) == 0
    assert sealing.seal(datetime(2026, 11, 25, 1, tzinfo=UTC)) == 1
    assert list(AuditSeal.objects.values_list("events", flat=True)) == [1, 2]


def test_an_untouched_log_fits_its_seals(log):
    sealing.seal(NOON + 4 * DAY)
    assert list(sealing.broken()) == []


@pytest.mark.parametrize(
    ("change", "now"),
    [
        (lambda rows: rows.filter(pk=rows[1].pk).update(actor_id="bob"), 2),
        (lambda rows: rows.filter(pk=rows[1].pk).update(detail={"page": "b"}), 2),
        (lambda rows: rows.filter(pk=rows[2].pk).update(at=NOON + DAY + timedelta(seconds=1)), 2),
        (lambda rows: rows.filter(pk=rows[1].pk).delete(), 1),
    ],
)
def test_who_gets_round_the_triggers_is_found(log, change, now):
    sealing.seal(NOON + 4 * DAY)
    with pgtrigger.ignore():
        change(log)
    assert [(day.day.isoformat(), day.events_now) for day in sealing.broken()] == [("2026-11-24", now)]


def test_an_event_that_is_slipped_in_is_found(log):
    sealing.seal(NOON + 4 * DAY)
    record(by=AMY, action="result.read", subject=Client.objects.latest("id"), now=NOON + 2 * DAY)
    assert [(day.day.isoformat(), day.events_now) for day in sealing.broken()] == [("2026-11-25", 1)]


def test_the_name_beside_the_number_may_go(log):
    sealing.seal(NOON + 4 * DAY)
    with pgtrigger.ignore():
        log.update(actor_label="")
    assert list(sealing.broken()) == []


def test_a_check_of_the_last_days_starts_at_the_seal_before(log):
    sealing.seal(NOON + 4 * DAY)
    with pgtrigger.ignore():
        log.filter(pk=log[0].pk).update(actor_id="bob")
    assert list(sealing.broken(since=NOON.date() + DAY)) == []
    assert len(list(sealing.broken(since=NOON.date()))) == 1


def test_the_command_says_which_day_and_fails(log, capsys):
    call_command("audit_seals")
    assert "BAD" not in capsys.readouterr().out
    with pgtrigger.ignore():
        log.filter(pk=log[0].pk).delete()
    with pytest.raises(SystemExit):
        call_command("audit_seals")
    assert "BAD 2026-11-23: 1 events were sealed, 0 are there." in capsys.readouterr().out
