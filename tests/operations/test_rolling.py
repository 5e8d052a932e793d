"""Two web nodes and two workers are restarted one after the other under load, and nobody notices.

As systemd does it (deploy/systemd): all nodes take from one front door, which is held open for them, and each
has a door of its own. Searches, holds and bookings by a program, pages by readers, letters by the workers.
`make drill-rolling`: five workers each on a machine that has other work for ten of its kind.
"""

import os
import signal
import socket
import subprocess
import sys
from collections import Counter

import pytest

from tests.operations.house import BIN, wait_until
from tests.operations.load import OVERLAPS, Bookers, Caller, lost
from tests.operations.nginx import DEPLOY
from tests.operations.test_reload import Readers
from tests.operations.test_scale import DUE

pytestmark = pytest.mark.concurrency
ROUNDS = int(os.environ.get("ROLLING", "1"))
WORKERS = os.environ.get("NODE_WORKERS", "2")  # of each node
BUSY = int(os.environ.get("BUSY", "0"))  # processes that only count, beside the product
PATIENCE = 300  # seconds for a node to start, as its unit has
# What systemd does for a unit with sockets: the doors are files 3 and on, and LISTEN_PID says whose they are.
HAND_OVER = (
    "import os, sys; given = sys.argv[1].split(',');"
    "copies = [os.dup(int(door)) for door in given];"
    "[os.set_inheritable(os.dup2(copy, 3 + place), True) for place, copy in enumerate(copies)];"
    "os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS=str(len(given)));"
    "os.execv(sys.argv[2], sys.argv[2:])"
)


def door():
    """A socket that listens and outlives whoever takes from it."""
    return socket.create_server(("127.0.0.1", 0), backlog=2048)


class Node:
    """A node of the web: it takes from the front door that it shares, and from its own."""

    def __init__(self, house, name, front):
        self.house, self.name, self.doors = house, name, [front, door()]
        self.alone = Caller(self.doors[1].getsockname()[1])

    def start(self, **environment):
        numbers = tuple(each.fileno() for each in self.doors)
        command = [sys.executable, "-c", HAND_OVER, ",".join(map(str, numbers)), str(BIN / "gunicorn")]
        given = {"PROMETHEUS_MULTIPROC_DIR": str(self.house.folder / self.name), "WEB_CONCURRENCY": WORKERS}
        conf = ["hekas.wsgi", "-c", "deploy/gunicorn.conf.py"]
        self.house.start(self.name, *command, *conf, pass_fds=numbers, **{**given, **environment})

    def restart(self):
        """Its requests are finished, then the new one comes; it is ready before anything else is done."""
        end(self.house, self.name)
        self.start()
        wait_until(lambda: self.alone.ask("/readyz").status == 200, PATIENCE)


def end(house, name):
    """As systemd asks: the first process is told, and given the time that it needs."""
    part = house.parts.pop(name)
    os.kill(part.pid, signal.SIGTERM)
    part.wait(60)


@pytest.fixture
def busy():
    """A machine that has other work, as the drill asks for."""
    counting = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(BUSY)]
    yield
    for process in counting:
        process.kill()
        process.wait()


@pytest.fixture
def entrance():
    with door() as held:
        yield held


@pytest.fixture
def nodes(house, entrance):
    made = [Node(house, f"web{number}", entrance) for number in range(2)]
    for node in made:
        node.start()
    yield made
    for node in made:
        node.doors[1].close()


@pytest.fixture
def caller(front, nodes, entrance):
    """Through nginx, which is told the one door twice: whoever dies over a page is asked again."""
    port = entrance.getsockname()[1]
    caller = front(port, port)
    wait_until(lambda: all(node.alone.ask("/readyz").status == 200 for node in nodes), PATIENCE)
    return caller


def judge(house, people, readers):
    """Every answer was a good one, and what was acknowledged is there, once."""
    statuses = Counter(status for _, status in readers.told)
    print(f"\n{len(people.booked)} booked, told {dict(people.told)}; pages {dict(statuses)}")
    print(f"slowest answer {people.caller.slowest:.1f} s, with {BUSY} processes of other work")
    assert set(people.told) <= {200, 201, 409} and set(statuses) == {200}
    assert people.gave_up == 0 and lost(house.cluster, people.booked) == []
    assert house.cluster.ask(OVERLAPS) == [(0,)]


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
    letters = Counter(letter["To"] for letter in house.post.letters)
    assert {one["email"]: letters[one["email"]] for one in people.booked if letters[one["email"]] != 1} == {}


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
