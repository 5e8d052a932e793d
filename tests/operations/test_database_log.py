"""With the settings of the paper PostgreSQL writes down that a statement failed, and no word of anybody."""

import re

import psycopg2
import pytest

from tests.operations.cluster import Cluster
from tests.operations.house import ROOT

pytestmark = pytest.mark.concurrency
CANARY = "calf-since-the-pregnancy"
PAPER = (ROOT / "deploy" / "postgres" / "hekas.conf").read_text()
LOGGING = dict(re.findall(r"^(log_\w+) = (\S+)$", PAPER, re.MULTILINE))
FAULTS = (
    ("INSERT INTO told VALUES (%s)", psycopg2.errors.UniqueViolation),
    ("SELECT %s::int", psycopg2.errors.InvalidTextRepresentation),
    ("SELECT told FROM nowhere WHERE word = %s", psycopg2.errors.UndefinedTable),
)


def log_of_faults(folder, **options):
    cluster = Cluster(folder, **options).make()
    cluster.start()
    try:
        connection = cluster.connect("postgres")
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE told (word text PRIMARY KEY)")
            cursor.execute("INSERT INTO told VALUES (%s)", [CANARY])
            for statement, fault in FAULTS:
                with pytest.raises(fault):
                    cursor.execute(statement, [CANARY])
        connection.close()
    finally:
        cluster.stop()
    return (folder / "server.log").read_text()


def test_a_failed_statement_is_written_down_without_its_words(place):
    log = log_of_faults(place / "by-the-paper", **LOGGING)
    assert log.count("ERROR:") == len(FAULTS)
    assert (
        log.count(CANARY) == 1
    )  # a word that is no number is named by the fault itself; no form lets one through


def test_as_postgresql_comes_it_would_be_read_there(place):
    assert log_of_faults(place / "as-it-comes").count(CANARY) > len(FAULTS)
