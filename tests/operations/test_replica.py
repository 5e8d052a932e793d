"""A streaming standby that is held back: lists for everybody may be old, who books reads nothing old."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from tests.messaging.servers import free_port
from tests.operations.cluster import Cluster
from tests.operations.house import wait_until
from tests.operations.load import Bookers, Caller

CAUGHT_UP = "SELECT pg_last_wal_replay_lsn() = pg_last_wal_receive_lsn()"
pytestmark = [pytest.mark.concurrency, pytest.mark.xdist_group("processes")]


@pytest.fixture
def standby(house, place):
    made = house.cluster.copy_to(Cluster(place / f"standby-{free_port()}"), "-R").start()
    yield made
    made.stop("immediate")


def told_of(house, standby):
    """The doctor's line about the standby."""
    environment = {**house.environment, "REPLICA_URL": standby.url()}
    command = [sys.executable, "manage.py", "doctor"]
    said = subprocess.run(command, cwd=house.code, env=environment, capture_output=True, text=True)
    return next(line for line in said.stdout.splitlines() if " standby: " in line)


PULSE = "INSERT INTO messaging_heartbeat (name, at) VALUES ('beat', now()) ON CONFLICT DO NOTHING"
LATER = "UPDATE messaging_heartbeat SET at = at + interval '3 minutes' WHERE name = 'beat'"


def test_the_doctor_names_a_standby_that_follows_no_more(house, standby):
    house.cluster.ask(PULSE)
    wait_until(lambda: standby.ask(CAUGHT_UP) == [(True,)])
    assert told_of(house, standby).startswith("ok   standby: 0 seconds behind")
    standby.ask("SELECT pg_wal_replay_pause()")
    house.cluster.ask(LATER)
    assert told_of(house, standby).startswith("BAD  standby: 180 seconds behind")
    standby.stop("immediate")
    assert told_of(house, standby).startswith("BAD  standby: does not answer")


@pytest.fixture
def people(house, standby):
    port = free_port()
    house.web("web", port, REPLICA_URL=standby.url())
    node = Caller(port)
    wait_until(lambda: node.ask("/readyz").status == 200)
    return Bookers(node, house.key, people=0)


def test_a_lagging_standby_serves_lists_and_nothing_else(house, standby, people):
    day = (datetime.now(UTC) + timedelta(days=10)).date()
    listed = f"/slots?service={people.service}&from={day}&to={day + timedelta(days=5)}"
    slot = people.call(listed).json()["slots"][0]
    wait_until(lambda: standby.ask(CAUGHT_UP) == [(True,)])
    standby.ask("SELECT pg_wal_replay_pause()")
    wish = {"service": people.service, "start": slot["start"], "therapist": slot["therapist"]}
    held = people.call("/holds", wish)
    assert held.status == 201
    again = people.call("/holds", wish)
    assert again.status == 409
    assert slot not in again.json()["alternatives"]
    given = {"hold": held.json()["id"], "token": held.json()["token"], "intake": people.intake}
    person = {"name": "Demo Drill", "email": "lag@demo.example"}
    booked = people.call("/appointments", {**given, "client": person})
    assert (booked.status, booked.json()["status"]) == (201, "booked")
    house.valkey_client().flushall()  # forget what lists were remembered
    assert slot in people.call(listed).json()["slots"]
    standby.ask("SELECT pg_wal_replay_resume()")
    uuid = booked.json()["id"]
    there = f"SELECT count(*) FROM bookings_appointment WHERE uuid = '{uuid}' AND status = 'booked'"
    wait_until(lambda: standby.ask(there) == [(1,)], 20)
    house.valkey_client().flushall()
    assert slot not in people.call(listed).json()["slots"]
    standby.stop("immediate")
    house.valkey_client().flushall()
    assert people.call(listed).status == 200
