"""The audit lies in parts by month, and no line is lost or changed by that."""

from datetime import UTC, datetime

import pytest
from django.db import connection

from hekas.accounts.models import Client
from hekas.audit.actors import SYSTEM
from hekas.audit.log import record
from hekas.audit.models import PARTS, AuditEvent
from hekas.postgres import partitions

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice():
    return Client.objects.create(name="Alice Demo", email="alice@clients.example")


def lies_in(event):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM audit_auditevent WHERE id = %s", [event.pk])
        return cursor.fetchone()[0]


def test_a_line_of_a_month_lies_in_its_part(alice):
    at = datetime(2026, 12, 31, 23, 59, tzinfo=UTC)
    partitions.make(PARTS, at)
    record(by=SYSTEM, action="tried", subject=alice, now=at)
    assert lies_in(AuditEvent.objects.get()) == "audit_auditevent_2026_12"


def test_a_line_of_a_month_without_a_part_is_written_all_the_same(alice):
    record(by=SYSTEM, action="tried", subject=alice, now=datetime(2041, 1, 1, tzinfo=UTC))
    before = AuditEvent.objects.values().get()
    assert partitions.make(PARTS, datetime(2041, 2, 1, tzinfo=UTC))
    assert AuditEvent.objects.values().get() == before
    assert lies_in(AuditEvent.objects.get()) == "audit_auditevent_2041_01"


def test_the_parts_of_this_month_and_the_next_are_there_after_migrating():
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        (now,) = cursor.fetchone()
    assert partitions.missing(PARTS, now) == []
