"""The look for transactions at rest tells one that waits for something from one that has no turn."""

import subprocess
import sys

import pytest

from tests.operations.house import wait_until
from tests.operations.resting import Rests

pytestmark = pytest.mark.concurrency
ASKS = "import psycopg2, sys, time; line = psycopg2.connect(sys.argv[1], application_name='web');"
ASKS += "line.cursor().execute('SELECT 1 AS asked_last');"


def rested(cluster, meanwhile):
    """What was seen of a process that asks something and then does that for more than a second."""
    with Rests(cluster) as rests:
        process = subprocess.Popen([sys.executable, "-c", ASKS + meanwhile, cluster.url()])
        wait_until(lambda: rests.longest() and rests.longest()[0].seconds > 1)
        process.kill()
        process.wait()
    return rests


def test_one_that_waits_is_found_with_what_it_asked_last(house):
    rests = rested(house.cluster, "time.sleep(90)")
    [found] = rests.of("web", beyond=1)
    assert found.query == "SELECT 1 AS asked_last" and found.query in rests.told()


def test_one_that_works_is_told_and_not_blamed(house):
    rests = rested(house.cluster, "exec('while True: pass')")
    assert rests.longest()[0].seconds > 1 and rests.of("web", beyond=1) == []
