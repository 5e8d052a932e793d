"""How many messages two workers send in a minute, with a provider that answers in 20 ms.

Small by default. `make chaos` runs it at full size, against the promise of 5,000 in 60 seconds.
"""

import os
import time

import pytest
from django.utils import timezone

from hekas.messaging.models import OutboundMessage
from tests.messaging.chaos import Fleet
from tests.messaging.servers import Gateway, Post

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]

MESSAGES = int(os.environ.get("THROUGHPUT_MESSAGES", "200"))
ALLOWED = 60  # seconds, for 5,000; a small run mostly waits for the workers to come up
ANSWERS_IN = 0.02  # seconds


@pytest.mark.parametrize("channel", ["sms", "email"])
def test_two_workers_keep_up(channel, alice, reminder, tmp_path):
    for number in range(MESSAGES):
        reminder(alice, key=str(number), channel=channel, now=timezone.now())
    with Gateway(slow=ANSWERS_IN) as gateway, Post(slow=ANSWERS_IN) as post:
        addresses = {
            "SMS_URL": gateway.url + "?keys=yes",
            "EMAIL_URL": f"smtp://127.0.0.1:{post.port}",
        }
        started = time.monotonic()
        with Fleet(tmp_path, concurrency=4, CHAOS_DRAIN_EVERY="2", **addresses) as fleet:
            while OutboundMessage.objects.open().exists() and time.monotonic() < started + ALLOWED:
                time.sleep(0.1)
            took, worked = time.monotonic() - started, fleet.cpu_seconds()
        arrived = gateway.arrived if channel == "sms" else post.arrived
    tell(channel, arrived, took, worked)
    assert len(arrived) == len({key for key, _ in arrived}) == MESSAGES
    assert took < ALLOWED


def tell(channel, arrived, took, worked):
    times = [at for _, at in arrived] or [0]
    print(
        f"\n{len(arrived)} by {channel} in {took:.1f} s, {max(times) - min(times):.1f} s of them sending;"
        f" the workers' own work {worked:.1f} s; load {os.getloadavg()[0]:.1f}"
    )
