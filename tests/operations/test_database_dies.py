"""PostgreSQL crashes, fails over, or is full of others: nothing lost, honest pages, back by itself."""

import time

import pytest

from tests.messaging.servers import free_port
from tests.operations.cluster import Cluster
from tests.operations.house import wait_until
from tests.operations.load import OVERLAPS, Bookers, lost
from tests.operations.pgbouncer import PgBouncer

pytestmark = [pytest.mark.concurrency, pytest.mark.xdist_group("processes")]


PARTS = "SELECT DISTINCT application_name FROM pg_stat_activity WHERE datname = 'hekas'"


def check_away(answer):
    """A page that says so, and when to come back; nothing of the inside."""
    assert answer.status == 503, (answer.status, answer.body[:300])
    assert answer.headers["Retry-After"] == "30"
    assert b"We are away for a moment" in answer.body
    assert b"Traceback" not in answer.body and b"psycopg2" not in answer.body


def test_fault_12_a_crash_under_load_loses_no_acknowledged_booking(house, one_node):
    with Bookers(one_node, house.key, people=3) as people:
        people.wait_for(8)
        house.cluster.stop("immediate")
        check_away(one_node.ask("/bookings/"))
        assert one_node.ask("/healthz").status == 200
        assert one_node.ask("/readyz").status == 503
        assert one_node.ask("/api/v1/services").json()["type"] == "away"
        house.cluster.start()
        people.wait_for(8)
    print(f"\n{len(people.booked)} acknowledged; told {dict(people.told)}")
    assert lost(house.cluster, people.booked) == []
    assert house.cluster.ask(OVERLAPS) == [(0,)]
    assert people.gave_up == people.told[500] == 0


def test_fault_57_no_connection_left_is_a_503_and_passes(house, one_node):
    limit = int(house.cluster.ask("SHOW max_connections")[0][0])
    house.kill("web")
    taken = []
    try:
        while len(taken) < limit:
            try:
                taken.append(house.cluster.connect())
            except Exception as full:  # noqa: BLE001 - the limit is what we came for
                assert "too many clients" in str(full) or "remaining connection slots" in str(full)
                break
        house.web("web", house.node_port)
        wait_until(lambda: one_node.ask("/healthz").status == 200)
        check_away(one_node.ask("/bookings/"))
        assert one_node.ask("/readyz").status == 503
    finally:
        for connection in taken:
            connection.close()
    wait_until(lambda: one_node.ask("/bookings/").status == 200, 10)


def failed_over(house, one_node, standby):
    """Kills the primary under load, promotes the standby; the people, and seconds until they book again."""
    with Bookers(one_node, house.key, people=3) as people:
        people.wait_for(8)
        assert ("web",) in house.cluster.ask(PARTS), "through the pool a part is still known by its name"
        house.cluster.stop("immediate")
        began = time.monotonic()
        standby.run("pg_ctl", "-w", "-s", "-D", standby.data, "promote")
        house.pool.turn_to(standby.port)
        people.wait_for(5)
        seconds = time.monotonic() - began
    return people, seconds


# The last of this file: the primary stays dead.
def test_fault_13_a_standby_takes_over_and_nothing_acknowledged_is_lost(house, place, front):
    """Synchronous replication, PgBouncer in transaction mode, no restart of the site."""
    standby = house.cluster.copy_to(Cluster(place / "standby"), "-R")
    standby.start()
    try:
        house.cluster.ask("ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 (standby)'", "postgres")
        house.cluster.ask("SELECT pg_reload_conf()", "postgres")
        wait_until(lambda: house.cluster.ask("SELECT sync_state FROM pg_stat_replication") == [("quorum",)])
        with PgBouncer(place, house.cluster.port) as house.pool:
            port = free_port()
            house.web("web", port, DATABASE_URL=house.pool.url, DISABLE_SERVER_SIDE_CURSORS="true")
            people, seconds = failed_over(house, front(port), standby)
        print(f"\n{len(people.booked)} acknowledged; {seconds:.1f} s to write again; {dict(people.told)}")
        assert lost(standby, people.booked) == []
        assert standby.ask(OVERLAPS) == [(0,)]
        assert seconds < 30
    finally:
        standby.stop("immediate")
