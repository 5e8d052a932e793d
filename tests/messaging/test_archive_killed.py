"""The archive is killed with SIGKILL in the middle of its work, as a process, and then runs again."""

import os
import random
import subprocess
import sys
import time
from datetime import timedelta

import psutil
import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from hekas.messaging import archive
from hekas.messaging.models import ArchivedKey, ArchivedMessage, DeliveryAttempt, OutboundMessage
from hekas.messaging.sending import delivery

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]
MESSAGES = int(os.environ.get("ARCHIVE_MESSAGES", "4000"))
BATCH = 100
NAME = "put-away"  # of its connection; PostgreSQL shows only the first 1024 bytes of its statement
LONG_AGO = timedelta(days=200)
PUT_AWAY = f"""
import django
django.setup()
from django.utils import timezone
from hekas.messaging import archive
archive.BATCH = {BATCH}
archive.put_away(now=timezone.now())
"""


@pytest.fixture
def old(alice, reminder):
    """Messages of long ago, each with its try, as drains leave them."""
    message = reminder(alice, key="first", now=timezone.now())
    delivery.drain(clock=timezone.now, until=timezone.now() + timedelta(minutes=1))
    names = [
        f.column
        for f in OutboundMessage._meta.concrete_fields
        if f.column not in ("id", "uuid", "dedupe_key")
    ]
    tries = [f.column for f in DeliveryAttempt._meta.concrete_fields if f.column not in ("id", "message_id")]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO messaging_outboundmessage (uuid, dedupe_key, {', '.join(names)})"
            f" SELECT gen_random_uuid(), 'old:' || n, {', '.join(names)}"
            " FROM messaging_outboundmessage, generate_series(2, %s) AS n",
            [MESSAGES],
        )
        cursor.execute(
            f"INSERT INTO messaging_deliveryattempt (message_id, {', '.join(tries)})"
            f" SELECT m.id, {', '.join('t.' + name for name in tries)}"
            " FROM messaging_outboundmessage AS m, messaging_deliveryattempt AS t WHERE m.id <> %s",
            [message.pk],
        )
    then = timezone.now() - LONG_AGO
    OutboundMessage.objects.update(created_at=then, updated_at=then)
    return set(OutboundMessage.objects.values_list("uuid", "dedupe_key"))


def start():
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.messaging.moved_settings",
        "CHAOS_DATABASE": connection.settings_dict["NAME"],
        "HEKAS_VAR": str(settings.VAR_DIR),
        "PGAPPNAME": NAME,
    }
    return subprocess.Popen([sys.executable, "-c", PUT_AWAY], cwd=settings.BASE_DIR, env=environment)


def left():
    return OutboundMessage.objects.count()


def kill_midway(chance):
    """As soon as it has moved something, and a little later; how many were left to move then."""
    before, process = left(), start()
    while left() == before:
        assert process.poll() is None, "It ended before it could be killed."
        time.sleep(0.002)
    time.sleep(chance.random() * 0.05)
    assert connections() > 0, "Waiting for its end would wait for nothing."
    psutil.Process(process.pid).kill()
    assert process.wait(10) == -9
    wait_until_the_database_has_noticed()
    return left()


def connections():
    """How many PostgreSQL still keeps for it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name = %s",
            [NAME],
        )
        return cursor.fetchone()[0]


def wait_until_the_database_has_noticed():
    """What was on its way when the process died is committed or rolled back by PostgreSQL a moment later."""
    for _ in range(500):
        if connections() == 0:
            return
        time.sleep(0.02)
    raise TimeoutError


def kept():
    """Everything that is anywhere, with its tries counted."""
    rows = list(OutboundMessage.objects.values_list("uuid", "dedupe_key"))
    rows += ArchivedMessage.objects.values_list("uuid", "dedupe_key")
    tries = DeliveryAttempt.objects.count()
    tries += sum(len(told) for told in ArchivedMessage.objects.values_list("tries", flat=True))
    return rows, tries


def test_nothing_is_lost_nothing_doubled_and_every_key_stays_known(old, alice, reminder):
    chance, stops = random.Random(5), []
    for _ in range(3):
        stops.append(kill_midway(chance))
        rows, tries = kept()
        assert (len(rows), set(rows), tries) == (MESSAGES, old, MESSAGES)
        assert ArchivedKey.objects.count() == ArchivedMessage.objects.count() == MESSAGES - stops[-1]
    print(f"\nkilled with {stops} of {MESSAGES} left to move")
    assert 0 < stops[2] < stops[1] < stops[0] < MESSAGES
    assert all(stop % BATCH == 0 for stop in stops)
    assert start().wait(60) == 0
    rows, tries = kept()
    assert (left(), len(rows), set(rows), tries) == (0, MESSAGES, old, MESSAGES)
    now = timezone.now()
    assert [reminder(alice, key=key, now=now) for key in ("first", "old:2", f"old:{MESSAGES}")] == [None] * 3
    assert archive.put_away(now=now) == 0
