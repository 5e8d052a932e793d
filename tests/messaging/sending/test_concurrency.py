"""Real threads on the real database: each message once, and none after it was taken back."""

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from itertools import chain

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from hekas.audit.actors import SYSTEM
from hekas.messaging import channels
from hekas.messaging.actions import void
from hekas.messaging.actions.merging import take_over
from hekas.messaging.actions.preferences import choose
from hekas.messaging.models import DeliveryAttempt, OutboundMessage
from hekas.messaging.queries import sending
from hekas.messaging.sending import delivery, sweeper
from hekas.messaging.terms import State
from tests.concurrency.race import until, waits_for_a_row
from tests.messaging.servers import Gateway

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


@pytest.fixture
def server(settings, monkeypatch):
    monkeypatch.setattr("hekas.messaging.sending.hindrances.quiet_until", lambda at, zone: None)
    with Gateway(keeps_keys=False) as running:
        settings.SMS_URL = running.url
        yield running


def in_thread(work, *args):
    try:
        return work(*args)
    finally:
        connection.close()


def drain():
    return delivery.drain(clock=timezone.now, until=timezone.now() + timedelta(seconds=20))


def put(reminder, alice, count):
    now = timezone.now()
    return [reminder(alice, key=f"k{n}", about=f"a{n}", channel="sms", now=now) for n in range(count)]


def test_four_drains_at_once_send_each_once(server, alice, reminder):
    put(reminder, alice, 60)
    with ThreadPoolExecutor(4) as pool:
        ends = [future.result() for future in [pool.submit(in_thread, drain) for _ in range(4)]]
    assert sum(ends, Counter()) == {"sent": 60}
    assert len(server.texts) == 60
    assert not server.doubled


def test_one_key_from_eight_sides_is_one_message(alice, reminder):
    """HC-49: two beats at once plan the same reminder."""
    start = threading.Barrier(8)

    def enqueue_one():
        start.wait()
        return reminder(alice) is not None

    with ThreadPoolExecutor(8) as pool:
        made = [future.result() for future in [pool.submit(in_thread, enqueue_one) for _ in range(8)]]
    assert Counter(made) == {True: 1, False: 7}


def test_taking_back_waits_for_what_is_being_sent(server, alice, reminder):
    """Fault 26: cancelled exactly while it goes out. It counts as sent, and the caller knows."""
    server.slow = 0.4
    (message,) = put(reminder, alice, 1)
    with ThreadPoolExecutor(1) as pool:
        drained = pool.submit(in_thread, drain)
        until(lambda: server.texts)
        assert void(about="a0", because="Cancelled.", now=timezone.now()) == 0
        committed = timezone.now()
        assert drained.result() == {"sent": 1}
    message.refresh_from_db()
    assert message.state == State.SENT
    assert message.sent_at <= committed
    assert message.overtaken_at is not None


def test_without_the_lock_a_cancellation_believes_in_vain(server, alice, reminder, monkeypatch):
    """The control: the same race with the guard off. It says taken back, and the phone rings."""
    monkeypatch.setattr(sending, "LOCK", "")
    server.slow = 0.4
    put(reminder, alice, 1)
    with ThreadPoolExecutor(1) as pool:
        sent = pool.submit(in_thread, drain)
        until(lambda: server.texts)
        assert void(about="a0", because="Cancelled.", now=timezone.now()) == 1
        sent.result()
    assert len(server.texts) == 1


def test_nothing_goes_out_after_a_cancellation_was_committed(server, alice, reminder):
    """Fault 26, 200 times: the provider's clock against the commit's."""
    put(reminder, alice, 400)
    server.slow = 0.01
    taken_back = set()
    with ThreadPoolExecutor(2) as pool:
        drained = [pool.submit(in_thread, drain) for _ in range(2)]
        # Those that go next, where both meet; and from the end, where some are sure to be in time.
        for n in chain.from_iterable(zip(range(0, 200, 2), range(398, 198, -2), strict=True)):
            if void(about=f"a{n}", because="Cancelled.", now=timezone.now()):
                taken_back.add(OutboundMessage.objects.get(dedupe_key=f"k{n}").provider_key)
        ends = sum((future.result() for future in drained), Counter())
    assert taken_back
    assert not taken_back & {text["reference"] for text in server.texts}
    assert ends["sent"] == len(server.texts) == 400 - len(taken_back)


def test_a_cancellation_with_a_short_patience_of_its_own_still_waits(server, alice, reminder):
    server.slow = 0.5
    put(reminder, alice, 1)
    with ThreadPoolExecutor(1) as pool:
        drained = pool.submit(in_thread, drain)
        until(lambda: server.texts)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '50ms'")
            assert void(about="a0", because="Cancelled.", now=timezone.now()) == 0
        assert drained.result() == {"sent": 1}


def test_a_process_that_is_frozen_for_long_loses_its_row(server, alice, reminder, monkeypatch):
    """PostgreSQL ends its conversation before the lease is over: nobody waits for one that may never wake."""
    monkeypatch.setattr(sending, "FROZEN_AFTER", 0.2)
    server.slow = 4.0
    (message,) = put(reminder, alice, 1)
    with ThreadPoolExecutor(1) as pool:
        drained = pool.submit(in_thread, drain)
        until(lambda: server.texts)
        began = time.monotonic()
        assert void(about="a0", because="Cancelled.", now=timezone.now()) == 1
        assert time.monotonic() - began < 3.5
        with pytest.raises(DatabaseError):
            drained.result()
    message.refresh_from_db()
    assert message.state == State.DROPPED


def test_the_sweeper_leaves_alone_what_a_frozen_process_holds(server, alice, reminder):
    """A process stopped in the middle of the call keeps its row; nobody sends beside it."""
    server.slow = 0.5
    (message,) = put(reminder, alice, 1)
    with ThreadPoolExecutor(1) as pool:
        drained = pool.submit(in_thread, drain)
        until(lambda: server.texts)
        assert sweeper.sweep(now=timezone.now() + timedelta(hours=1)) == {}
        assert drained.result() == {"sent": 1}
    assert len(server.texts) == 1


def merge_while(alice, bob, wait):
    """In one transaction: Alice's messages become Bob's; it is committed when `wait` says so."""
    with transaction.atomic():
        take_over(gone=alice, keep=bob, now=timezone.now())
        wait()


def test_fault_28_a_merge_while_a_text_is_on_the_wire_waits_for_it_and_it_goes_once(
    server, alice, bob, reminder
):
    server.slow = 0.4
    (message,) = put(reminder, alice, 1)
    with ThreadPoolExecutor(1) as pool:
        drained = pool.submit(in_thread, drain)
        until(lambda: server.texts)
        merge_while(alice, bob, lambda: None)
        assert drained.result() == {"sent": 1}
    assert drain() == {}
    message.refresh_from_db()
    assert (message.client, message.address, len(server.texts)) == (bob, str(alice.phone), 1)


def test_fault_28_who_waited_for_a_merge_reads_the_surviving_number(server, alice, bob, reminder):
    """Claimed, then the merge holds the row: what is sent after it is what holds after it."""
    put(reminder, alice, 1)
    assert merged_meanwhile(alice, bob, lambda: None).end == State.SENT
    assert [text["to"] for text in server.texts] == [str(bob.phone)]


def test_fault_28_a_no_that_comes_with_the_merge_counts_for_who_waited(server, alice, bob, reminder):
    put(reminder, alice, 1)

    def say_no():
        choose(bob, wanted=[], by=SYSTEM, now=timezone.now())

    assert merged_meanwhile(alice, bob, say_no).end == State.DROPPED
    assert server.texts == []


def merged_meanwhile(alice, bob, act):
    """What came of a claimed message whose sender waited for the merge and for `act` in it."""
    token = delivery.claim(now=timezone.now())

    def deliver():
        with channels.opened() as carriers:
            return delivery.deliver(token, clock=timezone.now, carriers=carriers)

    with ThreadPoolExecutor(1) as pool:
        sent = []

        def wait():
            act()
            sent.append(pool.submit(in_thread, deliver))
            until(waits_for_a_row)

        merge_while(alice, bob, wait)
        return sent[0].result()


def test_four_drains_while_a_record_is_merged_send_each_once(server, alice, bob, reminder):
    put(reminder, alice, 60)
    with ThreadPoolExecutor(5) as pool:
        drains = [pool.submit(in_thread, drain) for _ in range(4)]
        until(lambda: len(server.texts) > 5)
        pool.submit(in_thread, merge_while, alice, bob, lambda: None).result()
        ends = [future.result() for future in drains]
    assert sum(ends, Counter()) + Counter(drain()) == {"sent": 60}
    assert (len(server.texts), server.doubled) == (60, set())
    assert {message.client for message in OutboundMessage.objects.all()} == {bob}


def test_four_sweepers_at_once_settle_each_once(settings, alice, reminder):
    """What hung: each is found by one of them, and written down once."""
    settings.SMS_URL = "memory://"
    put(reminder, alice, 40)
    while delivery.claim(now=timezone.now()):
        pass
    late = timezone.now() + timedelta(hours=1) - timedelta(minutes=10)

    def sweep():
        return sweeper.sweep(now=late)

    with ThreadPoolExecutor(4) as pool:
        ends = [future.result() for future in [pool.submit(in_thread, sweep) for _ in range(4)]]
    assert sum(ends, Counter()) == {"queued": 40}
    assert DeliveryAttempt.objects.count() == 40


def test_a_sweeper_and_the_one_that_is_late_send_once(server, alice, reminder):
    """Claimed long ago by somebody who wakes while it is swept and sent by another."""
    server.keeps_keys = True
    put(reminder, alice, 20)
    tokens = [delivery.claim(now=timezone.now()) for _ in range(20)]
    OutboundMessage.objects.update(lease_until=timezone.now())

    def wake():
        with channels.opened() as carriers:
            send = partial(delivery.deliver, clock=timezone.now, carriers=carriers)
            return Counter(send(token).end for token in tokens)

    with ThreadPoolExecutor(2) as pool:
        woke = pool.submit(in_thread, wake)
        swept = pool.submit(in_thread, lambda: sweeper.sweep(now=timezone.now() + timedelta(seconds=1)))
        ends, settled = woke.result(), swept.result()
    assert ends["sent"] + settled.total() == 20
    assert ends["sent"] == len(server.texts)
    assert ends["taken back"] == settled.total()
