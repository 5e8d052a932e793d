"""Two web nodes and two workers are restarted one after the other under load, and nobody notices.

As systemd does it (deploy/systemd): the door of a node is held open for it, so whoever comes meanwhile waits
for the new one. Searches, holds and bookings by a program, pages by readers, letters by the workers.
"""

import os
import signal
import socket
import sys
from collections import Counter

import pytest

from tests.operations.house import BIN, wait_until
from tests.operations.load import OVERLAPS, Bookers, Caller, lost
from tests.operations.nginx import DEPLOY
from tests.operations.test_reload import Readers
from tests.operations.test_scale import DUE

pytestmark = pytest.mark.concurrency
# What systemd does for a unit with a socket: the door is file 3, and LISTEN_PID says whose it is.
HAND_OVER = (
    "import os, sys; os.dup2(int(sys.argv[1]), 3); os.environ['LISTEN_PID'] = str(os.getpid());"
    "os.execv(sys.argv[2], sys.argv[2:])"
)


class Door:
    """A node of the web whose listening socket outlives it."""

    def __init__(self, house, name):
        self.house, self.name = house, name
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=2048)
        self.port = self.socket.getsockname()[1]

    def start(self):
        number = self.socket.fileno()
        command = [sys.executable, "-c", HAND_OVER, str(number), str(BIN / "gunicorn"), "hekas.wsgi"]
        counters = str(self.house.folder / self.name)
        given = {"LISTEN_FDS": "1", "PROMETHEUS_MULTIPROC_DIR": counters}
        conf = ["-c", "deploy/gunicorn.conf.py"]
        self.house.start(self.name, *command, *conf, pass_fds=(number,), **given)

    def restart(self):
        """Its requests are finished, then the new one comes; the line before the door stays."""
        end(self.house, self.name)
        self.start()
        alone = Caller(self.port)
        wait_until(lambda: alone.ask("/readyz").status == 200)


def end(house, name):
    """As systemd asks: the first process is told, and given the time that it needs."""
    part = house.parts.pop(name)
    os.kill(part.pid, signal.SIGTERM)
    part.wait(60)


@pytest.fixture
def doors(house):
    made = [Door(house, f"web{number}") for number in range(2)]
    for door in made:
        door.start()
    yield made
    for door in made:
        door.socket.close()


def test_restarts_one_after_the_other_cost_no_answer_and_no_letter(house, front, doors):
    for number in range(2):
        house.worker(f"worker{number}")
    house.beat("beat")
    caller = front(*[door.port for door in doors])
    with Bookers(caller, house.key, people=2) as people, Readers(caller, count=1) as readers:
        people.wait_for(2)
        for number, door in enumerate(doors):
            door.restart()
            end(house, f"worker{number}")
            house.worker(f"worker{number}")
            people.wait_for(2)
    statuses = Counter(status for _, status in readers.told)
    print(f"\n{len(people.booked)} booked, told {dict(people.told)}; pages {dict(statuses)}")
    assert set(people.told) <= {200, 201, 409} and set(statuses) == {200}
    assert people.gave_up == 0 and lost(house.cluster, people.booked) == []
    assert house.cluster.ask(OVERLAPS) == [(0,)]
    wait_until(lambda: house.cluster.ask(DUE) == [(0,)])
    letters = Counter(letter["To"] for letter in house.post.letters)
    assert {one["email"]: letters[one["email"]] for one in people.booked if letters[one["email"]] != 1} == {}


def test_the_unit_holds_its_door_open():
    """Each node has one, on the port of its name, and the paper enables both."""
    unit = (DEPLOY / "systemd" / "hekas-web@.socket").read_text()
    assert "ListenStream=127.0.0.1:%i" in unit and "WantedBy=sockets.target" in unit
    assert "Requires=hekas-web@%i.socket" in (DEPLOY / "systemd" / "hekas-web@.service").read_text()
    assert "enable --now hekas-web@8001.socket hekas-web@8002.socket" in (DEPLOY / "README.md").read_text()
