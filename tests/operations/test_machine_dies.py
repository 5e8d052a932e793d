"""The plug is pulled: all processes of the product end in one moment, none is asked to; then all start anew.

What the disk had not got yet is not tried here: the machine's own memory of files outlives its processes.
"""

import os
import signal
import time

import psutil
import pytest

from tests.operations.house import wait_until
from tests.operations.load import OVERLAPS, Bookers, lost
from tests.operations.test_scale import DUE, not_told_once

pytestmark = [pytest.mark.concurrency, pytest.mark.xdist_group("processes")]
WITHOUT_A_WORD = """SELECT count(*) FROM bookings_appointment a WHERE status = 'booked' AND NOT EXISTS
  (SELECT 1 FROM messaging_outboundmessage m WHERE m.about = 'appointment:' || a.uuid)
  AND a.created_at > (SELECT max(created_at) FROM api_apikey)"""


def start(house):
    house.web("web", house.node_port)
    house.worker("worker")
    house.beat("beat")


def pull_the_plug(house):
    """SIGKILL to all of them, before any is waited for."""
    pid_file = house.cluster.data / "postmaster.pid"
    engine = psutil.Process(int(pid_file.read_text().splitlines()[0]))
    engines = [engine, *engine.children(recursive=True), psutil.Process(house.valkey._process.pid)]
    for part in house.parts.values():
        os.killpg(part.pid, signal.SIGKILL)
    for process in engines:
        if process.is_running():
            process.kill()
    for name in list(house.parts):
        house.kill(name)
    house.valkey._process.wait()
    house.valkey = None
    wait_until(lambda: all(is_gone(process) for process in engines))
    if psutil.pid_exists(engine.pid):
        pid_file.unlink()  # nobody asks how it ended, and PostgreSQL takes its number for a server that runs


def is_gone(process):
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_everything_dies_at_once_and_comes_back_with_all_that_was_acknowledged(house, one_node):
    """Faults 12, 21 and 22 in one moment: engines, node, worker and beat, while people book."""
    house.worker("worker")
    house.beat("beat")
    with Bookers(one_node, house.key, people=4, patience=240) as people:
        people.wait_for(10, within=240)
        before = len(people.booked)
        pull_the_plug(house)
        assert one_node.ask("/bookings/").status == 503
        began = time.monotonic()
        house.cluster.start()
        house.start_valkey()
        start(house)
        people.wait_for(8, within=240)
        took = time.monotonic() - began
    assert before >= 10 and lost(house.cluster, people.booked) == []
    assert house.cluster.ask(OVERLAPS) == [(0,)]
    assert people.gave_up == people.told[500] == 0, dict(people.told)
    wait_until(lambda: house.cluster.ask(DUE) == [(0,)], 240)
    not_once = not_told_once(house, people)
    print(
        f"\n{len(people.booked)} booked, {before} before; eight more after {took:.0f} s; {dict(people.told)}"
    )
    assert not_once == {}
    assert house.cluster.ask(WITHOUT_A_WORD) == [(0,)]
