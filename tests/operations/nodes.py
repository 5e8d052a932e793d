"""Nodes of the web as systemd starts them: all take from one front door, and each has a door of its own."""

import os
import signal
import socket
import sys
from collections import Counter
from pathlib import Path

from tests.operations.house import BIN, ROOT, House, wait_until
from tests.operations.load import OVERLAPS, Bookers, Caller, lost
from tests.operations.test_reload import Readers

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


def door() -> socket.socket:
    """A socket that listens and outlives whoever takes from it."""
    return socket.create_server(("127.0.0.1", 0), backlog=2048)


class Node:
    """A node of the web: it takes from the front door that it shares, and from its own."""

    def __init__(self, house: House, name: str, front: socket.socket) -> None:
        self.house, self.name, self.doors = house, name, [front, door()]
        self.alone = Caller(self.doors[1].getsockname()[1])

    def start(self, folder: Path = ROOT, **environment: str) -> None:
        numbers = tuple(each.fileno() for each in self.doors)
        command = [sys.executable, "-c", HAND_OVER, ",".join(map(str, numbers)), str(BIN / "gunicorn")]
        given = {"PROMETHEUS_MULTIPROC_DIR": str(self.house.folder / self.name), "WEB_CONCURRENCY": WORKERS}
        conf = ["hekas.wsgi", "-c", "deploy/gunicorn.conf.py"]
        given = {**given, **environment}
        self.house.start(self.name, *command, *conf, folder=folder, pass_fds=numbers, **given)

    def restart(self, folder: Path = ROOT) -> None:
        """Its requests are finished, then the new one comes; it is ready before anything else is done."""
        end(self.house, self.name)
        self.start(folder)
        wait_until(lambda: self.alone.ask("/readyz").status == 200, PATIENCE)


def end(house: House, name: str) -> None:
    """As systemd asks: the first process is told, and given the time that it needs."""
    part = house.parts.pop(name)
    os.kill(part.pid, signal.SIGTERM)
    part.wait(60)


def judge(house: House, people: Bookers, readers: Readers) -> None:
    """Every answer was a good one, and what was acknowledged is there, once."""
    statuses = Counter(status for _, status in readers.told)
    print(f"\n{len(people.booked)} booked, told {dict(people.told)}; pages {dict(statuses)}")
    print(f"slowest answer {people.caller.slowest:.1f} s, with {BUSY} processes of other work")
    assert set(people.told) <= {200, 201, 409} and set(statuses) == {200}
    assert people.gave_up == 0 and lost(house.cluster, people.booked) == []
    assert house.cluster.ask(OVERLAPS) == [(0,)]
