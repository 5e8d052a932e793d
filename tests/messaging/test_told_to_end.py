"""A worker that is told to end, as systemd does at each release, while a letter is on the wire."""

import os
import signal
import threading

import pytest
from django.utils import timezone

from hekas.messaging.models import OutboundMessage
from hekas.messaging.terms import State
from tests.messaging.chaos import Fleet
from tests.messaging.servers import Post

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


def test_a_worker_that_is_told_to_end_while_it_sends_finishes_that_letter(alice, reminder, tmp_path):
    """Its first process is told, and its children are left to finish (KillMode=mixed)."""
    on_the_wire = threading.Event()
    with (
        Post(slow=1.0, plan=on_the_wire.set) as post,
        Fleet(tmp_path, EMAIL_URL=f"smtp://127.0.0.1:{post.port}") as fleet,
    ):
        message = reminder(alice, now=timezone.now())
        assert on_the_wire.wait(60)
        for worker in fleet.workers:
            os.kill(worker.pid, signal.SIGTERM)
        assert [worker.wait(60) for worker in fleet.workers] == [0, 0]
    message.refresh_from_db()
    assert (message.state, message.in_doubt, message.attempts) == (State.SENT, False, 1)
    assert len(post.letters) == 1 and not OutboundMessage.objects.needing_a_person().exists()
