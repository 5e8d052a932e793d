"""Two web nodes and two workers are restarted one after the other under load, and nobody notices.

As systemd does it (deploy/systemd): all nodes take from one front door, which is held open for them, and each
has a door of its own. Searches, holds and bookings by a program, pages by readers, letters by the workers.
`make drill-rolling`: five workers each on a machine that has other work for ten of its kind.
"""

import os
import subprocess
import sys

import pytest

from tests.operations.house import wait_until
from tests.operations.letters import not_once
from tests.operations.load import Bookers
from tests.operations.nginx import DEPLOY
from tests.operations.nodes import BUSY, PATIENCE, end, judge
from tests.operations.test_reload import Readers
from tests.operations.test_scale import DUE

pytestmark = pytest.mark.concurrency
ROUNDS = int(os.environ.get("ROLLING", "1"))


@pytest.fixture
def busy():
    """A machine that has other work, as the drill asks for."""
    counting = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(BUSY)]
    yield
    for process in counting:
        process.kill()
        process.wait()


def test_restarts_one_after_the_other_cost_no_answer_and_no_letter(house, caller, nodes, busy):
    for number in range(2):
        house.worker(f"worker{number}")
    house.beat("beat")
    with Bookers(caller, house.key, people=2) as people, Readers(caller, count=1) as readers:
        people.wait_for(2, PATIENCE)
        for number, node in ROUNDS * list(enumerate(nodes)):
            node.restart()
            end(house, f"worker{number}")
            house.worker(f"worker{number}")
            people.wait_for(2, PATIENCE)
    judge(house, people, readers)
    wait_until(lambda: house.cluster.ask(DUE) == [(0,)], PATIENCE)
    assert not_once(house, people.booked) == {}


def test_a_release_that_can_not_start_costs_no_answer(house, caller, nodes):
    """Nobody stands before its node, and the restart says so before the other is touched."""
    first = nodes[0]
    with Bookers(caller, house.key, people=2) as people, Readers(caller, count=1) as readers:
        people.wait_for(2)
        end(house, first.name)
        first.start(SECRET_KEY="")
        assert house.parts[first.name].wait(PATIENCE) != 0
        people.wait_for(4)
        first.start()
        wait_until(lambda: first.alone.ask("/readyz").status == 200)
    judge(house, people, readers)


def test_the_units_hold_the_doors_open():
    """One before all nodes, and one for each on the port of its name; the paper enables both."""
    units, paper = DEPLOY / "systemd", (DEPLOY / "README.md").read_text()
    node = (units / "hekas-web@.service").read_text()
    assert "ListenStream=127.0.0.1:8000" in (units / "hekas-web.socket").read_text()
    assert "ListenStream=127.0.0.1:%i" in (units / "hekas-web@.socket").read_text()
    assert "Sockets=hekas-web.socket hekas-web@%i.socket" in node
    assert "StartLimitIntervalSec=0" in node, "a node that gives up would shut the door of the others"
    assert "enable --now hekas-web.socket hekas-web@8001.socket hekas-web@8002.socket" in paper
    assert paper.count("server 127.0.0.1:8000 max_fails=0;") == 2
