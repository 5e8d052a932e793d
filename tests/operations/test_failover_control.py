"""What an acknowledgement is worth when the primary dies: the standby was asked first, or not. Fault 13."""

import threading

import psycopg2
import pytest

from tests.operations.cluster import Cluster
from tests.operations.house import wait_until
from tests.operations.proxy import Road

pytestmark = [pytest.mark.concurrency, pytest.mark.xdist_group("processes")]
SEEN = 20  # rows that the standby has for certain
KNOWN = "SELECT to_regclass('visits') IS NOT NULL"
STREAMS = "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'"
WAITS = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
WAITS_FOR = {"asynchronous": "", "synchronous": "ANY 1 (standby)"}


@pytest.fixture
def pair(place, request):
    """A primary and its standby, with a road between them that can swallow everything."""
    kind = request.param
    primary = Cluster(place / f"primary-{kind}").make().start()
    road = Road(primary.port)
    standby = primary.copy_to(Cluster(place / f"standby-{kind}"), "-R")
    source = f"host=127.0.0.1 port={road.port} user=postgres application_name=standby"
    standby.start(primary_conninfo=source)
    try:
        primary.ask("CREATE TABLE visits (id int PRIMARY KEY)", "postgres")
        primary.ask(f"ALTER SYSTEM SET synchronous_standby_names = '{WAITS_FOR[kind]}'", "postgres")
        primary.ask("SELECT pg_reload_conf()", "postgres")
        wait_until(lambda: primary.ask(STREAMS, "postgres") == [(1,)], 20)
        wait_until(lambda: standby.ask(KNOWN, "postgres") == [(True,)], 20)  # streams before it replays
        yield primary, standby, road
    finally:
        primary.stop("immediate")
        standby.stop("immediate")
        road.close()


def write(primary, numbers, acknowledged):
    """Row by row, until somebody says no; what was committed is kept."""
    connection = primary.connect("postgres")
    try:
        with connection.cursor() as cursor:
            for number in numbers:
                cursor.execute("INSERT INTO visits VALUES (%s)", [number])
                acknowledged.append(number)
    except psycopg2.OperationalError as died:  # under it: this one was not acknowledged
        print(f"after {len(acknowledged)}: {str(died).splitlines()[0]}")
    finally:
        connection.close()


def failed_over(primary, standby, road):
    """Rows that the primary acknowledged and that are not there after the standby has taken over."""
    acknowledged: list[int] = []
    write(primary, range(SEEN), acknowledged)
    wait_until(lambda: standby.ask("SELECT count(*) FROM visits", "postgres") == [(SEEN,)])
    road.swallow = True
    writer = threading.Thread(target=write, args=(primary, range(SEEN, 10**6), acknowledged))
    writer.start()
    wait_until(lambda: len(acknowledged) > SEEN or primary.ask(WAITS, "postgres") == [(1,)])
    primary.stop("immediate")
    writer.join(30)
    standby.run("pg_ctl", "-w", "-s", "-D", standby.data, "promote")
    there = {row[0] for row in standby.ask("SELECT id FROM visits", "postgres")}
    return [number for number in acknowledged if number not in there], acknowledged


@pytest.mark.parametrize("pair", ["synchronous"], indirect=True)
def test_fault_13_what_the_standby_was_asked_for_is_never_lost(pair):
    lost, acknowledged = failed_over(*pair)
    print(f"\nsynchronous: {len(lost)} of {len(acknowledged)} acknowledged lost")
    assert lost == [] and len(acknowledged) == SEEN  # the row after them was not acknowledged


@pytest.mark.parametrize("pair", ["asynchronous"], indirect=True)
def test_fault_13_the_control_without_it_acknowledged_rows_are_lost(pair):
    """If this finds nothing lost, the test above shows nothing."""
    lost, acknowledged = failed_over(*pair)
    print(f"\nasynchronous: {len(lost)} of {len(acknowledged)} acknowledged lost")
    assert len(lost) > 0
