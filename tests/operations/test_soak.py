"""The whole product under load for a while: nothing grows, nothing is left open, nobody waits for a letter.

Fault 60. A few seconds in each run; `make drill-soak` goes on for twenty minutes, looks at the memory too,
and then lets people book against one, two and four workers of the web.
"""

import os
import statistics
import time
from pathlib import Path

import pytest

from tests.messaging.servers import Post, free_port
from tests.operations.house import House, wait_until
from tests.operations.load import OVERLAPS, Bookers, lost
from tests.operations.test_reload import Readers, workers

pytestmark = pytest.mark.concurrency
MINUTES = float(os.environ.get("SOAK", "0.25"))
IS_DRILL = "SOAK" in os.environ
DIARIES = 60 if IS_DRILL else 6  # therapists: six are booked out within minutes
EVERY = 2  # seconds between two looks
LEFT_OPEN = (
    "SELECT application_name, query FROM pg_stat_activity"
    " WHERE datname = 'hekas' AND state LIKE 'idle in transaction%'"
    " AND state_change < clock_timestamp() - interval '2 seconds'"
)
CONNECTIONS = "SELECT count(*) FROM pg_stat_activity WHERE datname = 'hekas'"
OLDEST_DUE = (
    "SELECT coalesce(extract(epoch FROM clock_timestamp() - min(next_attempt_at)), 0)"
    " FROM messaging_outboundmessage WHERE state = 'queued' AND next_attempt_at <= clock_timestamp()"
)
GROWTH = 1.05  # of the last third beside the second


@pytest.fixture(scope="module")
def standing(place):
    """The house of these tests, with diaries enough for the time that they go on."""
    with Post() as post, House(place, post.port, therapists=DIARIES) as made:
        made.post = post
        yield made


def resident(process):
    """Kilobytes of memory that a process has for itself and with others; none of one that is gone."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except FileNotFoundError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS")), 0)


def look(house):
    """(kilobytes of the largest worker, transactions left open, oldest letter's seconds due, connections)"""
    memory = max(resident(one) for part in ("web", "worker") for one in workers(house.parts[part].pid))
    ((due,),), ((lines,),) = house.cluster.ask(OLDEST_DUE), house.cluster.ask(CONNECTIONS)
    return memory, house.cluster.ask(LEFT_OPEN), float(due), lines


def thirds(looks):
    third = len(looks) // 3
    return [statistics.median(memory for memory, *_ in looks[third * n : third * (n + 1)]) for n in (1, 2)]


def test_fault_60_nothing_grows_and_nothing_is_left_open(house, one_node):
    house.worker("worker")
    house.beat("beat")
    looks, end = [], time.monotonic() + MINUTES * 60
    with Bookers(one_node, house.key, people=2) as people, Readers(one_node, count=1) as readers:
        people.wait_for(2)
        while time.monotonic() < end:
            time.sleep(EVERY)
            looks.append(look(house))
        people.wait_for(1)
    wait_until(lambda: look(house)[2] == 0)
    memory, left, due, lines = zip(*looks, strict=True)
    told = f"{len(people.booked)} booked, {len(readers.told)} pages, {dict(people.told)}; largest process"
    print(f"\n{MINUTES:g} min: {told} {max(memory) // 1024} MB; oldest letter {max(due):.1f} s")
    print(f"connections at most {max(lines)}, in the end {lines[-1]}")
    assert [each for each in left if each] == [] and max(due) < 60
    assert set(people.told) <= {200, 201, 409} and {status for _, status in readers.told} == {200}
    assert lost(house.cluster, people.booked) == [] and house.cluster.ask(OVERLAPS) == [(0,)]
    if IS_DRILL:
        middle, last = thirds(looks)
        print(f"largest process: {middle / 1024:.1f} MB in the second third, {last / 1024:.1f} in the last")
        assert last < middle * GROWTH


def rate(house, front, workers_of_the_web):
    """Bookings a second of eight people who do nothing else."""
    port = free_port()
    house.web("web", port, WEB_CONCURRENCY=str(workers_of_the_web))
    caller = front(port)
    with Bookers(caller, house.key, people=8) as people:
        people.wait_for(4)
        began, before = time.monotonic(), len(people.booked)
        time.sleep(20)
        found = (len(people.booked) - before) / (time.monotonic() - began)
    house.kill("web")
    return found


if IS_DRILL:

    def test_more_workers_book_more_until_the_machine_is_the_limit(house, front):
        """On two cores that PostgreSQL shares: two beat one; four are no worse than two."""
        rates = {count: rate(house, front, count) for count in (1, 2, 4)}
        print(f"\nbookings a second by workers of the web: { {n: round(r, 1) for n, r in rates.items()} }")
        assert rates[2] > rates[1] and rates[4] > rates[2] * 0.8
