"""Everything was deleted by accident. The base backup and the archived log bring back the second before."""

import os
import time

import pytest

from tests.operations.cluster import Cluster, servant
from tests.operations.house import wait_until

pytestmark = [pytest.mark.concurrency, pytest.mark.xdist_group("processes")]
ROWS = 105_000


@pytest.fixture
def archive(place):
    """A folder that the server may write to, and a server that archives there as deploy/ says."""
    folder = place / "wal"
    folder.mkdir(mode=0o777)
    folder.chmod(0o777)
    command = f"test ! -f {folder}/%f && cp %p {folder}/%f.part && mv {folder}/%f.part {folder}/%f"
    cluster = Cluster(place / "first", archive_mode="on", archive_command=command, wal_level="replica")
    cluster.folder_of_wal = folder
    cluster.make().start()
    yield cluster
    cluster.stop("immediate")


def test_fault_58_to_the_second_before_everything_was_deleted(place, archive):
    second = Cluster(place / "second")
    archive.ask("CREATE TABLE visit (id int PRIMARY KEY, told text)", "postgres")
    archive.copy_to(second)
    archive.ask(f"INSERT INTO visit SELECT n, md5(n::text) FROM generate_series(1, {ROWS}) n", "postgres")
    kept = archive.ask("SELECT count(*), md5(string_agg(told, '' ORDER BY id)) FROM visit", "postgres")
    time.sleep(1.1)
    moment = archive.ask("SELECT now()::text", "postgres")[0][0]
    time.sleep(1.1)
    archive.ask("DELETE FROM visit", "postgres")
    archive.ask("SELECT pg_switch_wal()", "postgres")
    archive.stop()
    (second.data / "recovery.signal").touch()
    if "user" in servant():
        os.chown(second.data / "recovery.signal", servant()["user"], servant()["group"])
    began = time.monotonic()
    second.start(
        restore_command=f"cp {archive.folder_of_wal}/%f %p",
        recovery_target_time=moment,
        recovery_target_action="promote",
    )
    try:
        wait_until(lambda: second.ask("SELECT pg_is_in_recovery()", "postgres") == [(False,)], 60)
        found = second.ask("SELECT count(*), md5(string_agg(told, '' ORDER BY id)) FROM visit", "postgres")
    finally:
        second.stop("immediate")
    print(f"\n{found[0][0]} of {ROWS} rows back in {time.monotonic() - began:.1f} s")
    assert found == kept
    assert found[0][0] == ROWS
