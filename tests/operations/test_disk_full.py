"""The database's disk is full: an honest page, nothing half-written, and well again once there is room."""

import subprocess

import pytest

from tests.messaging.servers import free_port
from tests.operations.house import House, wait_until
from tests.operations.load import OVERLAPS, Bookers, Caller, lost

pytestmark = [pytest.mark.concurrency, pytest.mark.xdist_group("processes")]
SIZE = "220m"


@pytest.fixture
def small_disk(place):
    """A disk in memory. Only root may make one."""
    disk = place / "disk"
    disk.mkdir(mode=0o755)
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", disk], check=False)
    if made.returncode:
        pytest.skip("No disk of its own can be made here (mount needs root), so a full one was not tested.")
    yield disk
    subprocess.run(["umount", "-l", disk], check=True)


def fill(disk):
    """Not a block is left."""
    with (disk / "filler").open("wb", buffering=0) as filler:
        try:
            while True:
                filler.write(b"\0" * 4096)
        except OSError as full:
            assert full.errno == 28


def test_fault_57_a_full_disk_keeps_nothing_half_and_passes(place, small_disk):
    with House(place, data=small_disk / "db") as house:
        port = free_port()
        house.web("web", port)
        node = Caller(port)
        wait_until(lambda: node.ask("/readyz").status == 200)
        with Bookers(node, house.key, people=2) as people:
            people.wait_for(5)
            fill(small_disk)
            wait_until(lambda: people.told[503] > 3)
            assert people.told[500] == 0, dict(people.told)
            assert node.ask("/healthz").status == 200
            (small_disk / "filler").unlink()
            house.cluster.stop("fast")  # as a supervisor would, whether it still ran or not
            house.cluster.start()
            people.wait_for(5)
        print(f"\n{len(people.booked)} acknowledged; told {dict(people.told)}")
        assert lost(house.cluster, people.booked) == []
        assert house.cluster.ask(OVERLAPS) == [(0,)]
