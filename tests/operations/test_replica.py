"""A streaming standby that is held back: lists for everybody may be old, who books reads nothing old."""

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
    made = house.cluster.copy_to(Cluster(place / "standby"), "-R").start()
    yield made
    made.stop("immediate")


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
    wait_until(
        lambda: standby.ask("SELECT pg_last_wal_replay_lsn() = pg_last_wal_receive_lsn()") == [(True,)]
    )
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
