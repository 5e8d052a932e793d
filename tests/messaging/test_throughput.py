"""How many messages two workers send in a minute, with a provider that answers in 20 ms.

Small by default. By hand, against the promise of 5,000 in 60 seconds:
    THROUGHPUT_MESSAGES=5000 pytest tests/messaging/test_throughput.py -s
"""

import os
import time

import pytest
from django.utils import timezone

from hekas.messaging.models import OutboundMessage
from tests.messaging.chaos import Fleet
from tests.messaging.servers import Gateway

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]

MESSAGES = int(os.environ.get("THROUGHPUT_MESSAGES", "200"))
ALLOWED = 60  # seconds, for 5,000; a small run mostly waits for the workers to come up


def test_two_workers_keep_up(alice, reminder, tmp_path):
    for number in range(MESSAGES):
        reminder(alice, key=str(number), channel="sms", now=timezone.now())
    with Gateway(slow=0.02) as gateway:
        started = time.monotonic()
        with Fleet(tmp_path, concurrency=4, SMS_URL=gateway.url, CHAOS_DRAIN_EVERY="2"):
            while OutboundMessage.objects.open().exists() and time.monotonic() < started + ALLOWED:
                time.sleep(0.1)
        took = time.monotonic() - started
        first = min((at for _, at in gateway.arrived), default=0)
        sending = max((at for _, at in gateway.arrived), default=0) - first
    print(f"\n{len(gateway.arrived)} in {took:.1f} s, {sending:.1f} s of them sending")
    assert len(gateway.arrived) == len({key for key, _ in gateway.arrived}) == MESSAGES
    assert took < ALLOWED
