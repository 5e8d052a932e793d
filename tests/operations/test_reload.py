"""All workers of a node are replaced while people work: gunicorn gets HUP under load, and nobody notices.

New code comes with a new master alone (test_rolling.py).
"""

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from tests.operations.load import OVERLAPS, Bookers, lost

pytestmark = pytest.mark.concurrency
PAGES = ("/", "/bookings/", "/accounts/login/", "/prices/")


class Readers:
    """Threads that open pages until they are stopped; what they were told."""

    def __init__(self, front, count=2):
        self.front, self.told, self.ended = front, [], threading.Event()
        self.threads = [threading.Thread(target=self.read) for _ in range(count)]

    def read(self):
        while not self.ended.is_set():
            self.told += [(path, self.front.ask(path).status) for path in PAGES]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        for thread in self.threads:
            thread.join(60)


def workers(master):
    """The processes under a master, from the kernel's own list."""
    return set(Path(f"/proc/{master}/task/{master}/children").read_text().split())


def test_fault_60_a_rolling_reload_under_load_costs_no_answer(house, one_node):
    """Three reloads: each worker is another process afterwards, and every answer was a good one."""
    master, seen = house.parts["web"].pid, set()
    with Bookers(one_node, house.key, people=2) as people, Readers(one_node) as readers:
        people.wait_for(3)
        for _ in range(3):
            before = workers(master)
            os.kill(master, signal.SIGHUP)
            end = time.monotonic() + 60
            while workers(master) & before or len(workers(master)) != len(before):
                assert time.monotonic() < end, "the old workers are still there"
                time.sleep(0.1)
            seen |= before
            people.wait_for(2)
    bad = [(path, status) for path, status in readers.told if status != 200]
    booked = len(people.booked)
    print(f"\n{len(seen)} workers replaced; {booked} booked, {len(readers.told)} pages; {dict(people.told)}")
    assert bad == []
    assert set(people.told) <= {200, 201, 409}
    assert people.gave_up == 0 and lost(house.cluster, people.booked) == []
    assert house.cluster.ask(OVERLAPS) == [(0,)]
