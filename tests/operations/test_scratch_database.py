"""The drill's own role drops its scratch database, also while PostgreSQL happens to vacuum it."""

import psycopg2
import pytest

from hekas.backups import dump
from tests.operations.cluster import Cluster
from tests.operations.house import wait_until
from tests.operations.prepared import ground

pytestmark = pytest.mark.concurrency
# A vacuum that goes on for as long as the test looks: each page costs more than it may, and then it rests.
SLOW = "autovacuum_vacuum_cost_delay = 100, autovacuum_vacuum_cost_limit = 1, autovacuum_vacuum_threshold = 1"
BUSY = f"""CREATE TABLE rows WITH ({SLOW}, autovacuum_vacuum_scale_factor = 0) AS
  SELECT n, repeat('x', 200) AS text FROM generate_series(1, 50000) AS n; DELETE FROM rows WHERE n % 2 = 0"""
VACUUMED = (
    "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'autovacuum worker' AND datname = 'scratch'"
)


@pytest.fixture
def cluster():
    with ground() as folder:
        made = Cluster(folder / "db", autovacuum_naptime="1s").make().start()
        yield made
        made.stop("immediate")


@pytest.fixture
def drill(cluster):
    """The drill's connection: a role that may make databases, and no superuser."""
    cluster.ask("CREATE ROLE drill LOGIN CREATEDB", "postgres")
    connection = psycopg2.connect(host="127.0.0.1", port=cluster.port, user="drill", dbname="postgres")
    connection.autocommit = True
    yield connection
    connection.close()


def test_it_is_dropped_while_it_is_vacuumed(cluster, drill):
    drill.cursor().execute("CREATE DATABASE scratch")
    cluster.ask(BUSY, "scratch")
    wait_until(lambda: cluster.ask(VACUUMED, "postgres") != [(0,)])
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):  # the control: as it was dropped before
        drill.cursor().execute("DROP DATABASE scratch WITH (FORCE)")
    dump.drop(drill, "scratch")
    assert cluster.ask("SELECT count(*) FROM pg_database WHERE datname = 'scratch'", "postgres") == [(0,)]


def test_whoever_of_the_drill_is_still_there_is_sent_away(cluster, drill):
    drill.cursor().execute("CREATE DATABASE scratch")
    left = psycopg2.connect(host="127.0.0.1", port=cluster.port, user="drill", dbname="scratch")
    dump.drop(drill, "scratch")
    assert cluster.ask("SELECT count(*) FROM pg_database WHERE datname = 'scratch'", "postgres") == [(0,)]
    left.close()
