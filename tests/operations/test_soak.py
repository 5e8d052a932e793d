"""The whole product under load for a while: nothing grows, nothing is left open, nobody waits for a letter.

Fault 60. A few seconds in each run; `make drill-soak` goes on for twenty minutes, looks at the memory too,
and then lets people book against one, two and four workers of the web.
"""

import os
import re
import statistics
import time
from pathlib import Path

import pytest

from tests.messaging.servers import Post, free_port
from tests.operations.house import House, wait_until
from tests.operations.letters import not_once
from tests.operations.load import OVERLAPS, Bookers, lost
from tests.operations.resting import Rests
from tests.operations.test_reload import Readers, workers
from tests.operations.test_scale import DUE

pytestmark = pytest.mark.concurrency
MINUTES = float(os.environ.get("SOAK", "0.25"))
IS_DRILL = "SOAK" in os.environ
DIARIES = 60 if IS_DRILL else 6  # therapists: six are booked out within minutes
EVERY = 2  # seconds between two looks
CONNECTIONS = "SELECT count(*) FROM pg_stat_activity WHERE datname = 'hekas'"
OLDEST_DUE = (
    "SELECT coalesce(extract(epoch FROM clock_timestamp() - min(next_attempt_at)), 0)"
    " FROM messaging_outboundmessage WHERE state = 'queued' AND next_attempt_at <= clock_timestamp()"
)
GROWTH = 1.05  # of the last third beside the second
LONG = 2  # seconds that a transaction may wait for something else
HELD = re.compile(
    "messaging_outboundmessage"
)  # whoever sends a letter holds its row until the mail server has spoken


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
    """(kilobytes of the largest process of web and worker, oldest letter's seconds due, connections)"""
    web, worker = (
        max(map(resident, workers(house.parts[part].pid)), default=0) for part in ("web", "worker")
    )
    ((due,),), ((lines,),) = house.cluster.ask(OLDEST_DUE), house.cluster.ask(CONNECTIONS)
    return web, worker, float(due), lines


def thirds(kilobytes):
    third = len(kilobytes) // 3
    return [statistics.median(kilobytes[third * n : third * (n + 1)]) for n in (1, 2)]


def test_fault_60_nothing_grows_and_nothing_is_left_open(house, one_node):
    house.worker("worker")
    house.beat("beat")
    looks, end = [], time.monotonic() + MINUTES * 60
    with (
        Rests(house.cluster) as rests,
        Bookers(one_node, house.key, people=2) as people,
        Readers(one_node, count=1) as readers,
    ):
        people.wait_for(2)
        while time.monotonic() < end:
            time.sleep(EVERY)
            looks.append(look(house))
        people.wait_for(1)
    wait_until(lambda: look(house)[2] == 0 and house.cluster.ask(DUE) == [(0,)])
    web, worker, due, lines = zip(*looks, strict=True)
    told = f"{len(people.booked)} booked, {len(readers.told)} pages, {dict(people.told)}"
    print(f"\n{MINUTES:g} min, load {os.getloadavg()[1]:.0f}: {told}; slowest {one_node.slowest:.1f} s")
    print(f"largest web {max(web) // 1024} MB, worker {max(worker) // 1024}; oldest letter {max(due):.1f} s")
    print(f"connections at most {max(lines)}, in the end {lines[-1]}\n{rests.told()}")
    assert rests.of("web", beyond=LONG) == [], "a request waits for something with its transaction open"
    assert [one for one in rests.of("worker", beyond=LONG) if not HELD.search(one.query)] == []
    assert max(due) < 60 and not_once(house, people.booked) == {}
    assert set(people.told) <= {200, 201, 409} and {status for _, status in readers.told} == {200}
    assert lost(house.cluster, people.booked) == [] and house.cluster.ask(OVERLAPS) == [(0,)]
    if IS_DRILL:
        assert [
            part for part, memory in {"web": web, "worker": worker}.items() if has_grown(part, memory)
        ] == []


def has_grown(part, kilobytes):
    middle, last = thirds(kilobytes)
    print(f"{part}: {middle / 1024:.1f} MB in the second third, {last / 1024:.1f} in the last")
    return last >= middle * GROWTH


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
