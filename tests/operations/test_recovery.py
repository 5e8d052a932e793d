"""Everything was deleted by accident. The base backup and the archived log bring back the second before."""

import os
import re
import subprocess
import time
from pathlib import Path

import pytest

from hekas.postgres.activity import ARCHIVER
from tests.operations.cluster import Cluster, servant
from tests.operations.house import wait_until
from tests.operations.prepared import ground

pytestmark = [pytest.mark.concurrency, pytest.mark.xdist_group("processes")]
ROWS = 105_000
CONF = Path(__file__).resolve().parents[2] / "deploy" / "postgres" / "hekas.conf"
COMMAND = re.search(r"^archive_command = '(.+)'$", CONF.read_text(), re.MULTILINE)[1]
THERE = "/var/backups/hekas/wal"


@pytest.fixture
def archive():
    """A folder that the server may write to, and a server that archives there as deploy/ says."""
    with ground() as own:
        folder = own / "wal"
        folder.mkdir(mode=0o777)
        folder.chmod(0o777)
        command = COMMAND.replace(THERE, str(folder))
        cluster = Cluster(own / "first", archive_mode="on", archive_command=command, wal_level="replica")
        cluster.folder_of_wal = folder
        cluster.make().start()
        try:
            yield cluster
        finally:
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


def archive_by_hand(folder, told):
    """What PostgreSQL runs for a segment that holds this; whether it counts as archived."""
    (folder / "segment").write_text(told)
    command = COMMAND.replace(THERE, str(folder / "wal")).replace("%p", "segment").replace("%f", "0001")
    return subprocess.run(["sh", "-c", command], cwd=folder, check=False).returncode == 0


def test_a_segment_that_was_archived_before_a_crash_is_taken_again_and_no_other_in_its_place(tmp_path):
    """Refused it would be asked for again for ever, and nothing after it would be archived."""
    (tmp_path / "wal").mkdir()
    assert [archive_by_hand(tmp_path, told) for told in ("one", "one", "another")] == [True, True, False]
    assert [path.name for path in (tmp_path / "wal").iterdir()] == ["0001"]
    assert (tmp_path / "wal" / "0001").read_text() == "one"


def test_an_archive_without_room_is_told_and_caught_up_once_there_is_some(archive):
    """The doctor's own question, of a server whose folder is away, as a full disk or a lost mount is."""
    away = archive.folder_of_wal.with_name("away")
    archive.folder_of_wal.rename(away)
    archive.ask("CREATE TABLE visit (id int); SELECT pg_switch_wal()", "postgres")
    wait_until(lambda: archive.ask(ARCHIVER, "postgres"), 60)
    away.rename(archive.folder_of_wal)
    wait_until(lambda: not archive.ask(ARCHIVER, "postgres"), 120)
    assert list(archive.folder_of_wal.iterdir())
