"""The embedded engines: shared by all processes of a clone, gone with the last one, however it goes."""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hekas import embedded

ROOT = Path(__file__).parent.parent
USER = """
import sys
from pathlib import Path
from hekas import embedded
print(embedded.attach(Path(sys.argv[1])).postgres, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def start(tmp_path):
    """Starts a process that attaches to the engines under `tmp_path` and waits for the end of its input."""
    started = []

    def go() -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, "-c", USER, str(tmp_path / "var")],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout.readline()
        return process

    yield go
    for process in started:
        process.kill()
        process.communicate()
    assert ended(tmp_path / "var")


def postmaster(var: Path) -> Path:
    return var / "postgres" / "postmaster.pid"


def ended(var: Path) -> bool:
    return comes_true(lambda: not postmaster(var).exists() and not (var / embedded.STATE).exists())


def comes_true(condition) -> bool:
    """Within a minute: a machine with much other work lets an end take long."""
    until = time.monotonic() + 60
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


def has_no_keeper(var: Path) -> bool:
    with (var / embedded.KEEPER).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def test_two_processes_share_one_engine_and_the_last_one_ends_it(start, tmp_path):
    first, second = start(), start()
    pid = postmaster(tmp_path / "var").read_text().split()[0]
    first.communicate("")
    assert postmaster(tmp_path / "var").read_text().split()[0] == pid
    second.communicate("")
    assert ended(tmp_path / "var")


def test_a_killed_process_counts_as_ended(start, tmp_path):
    process = start()
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert ended(tmp_path / "var")


def test_the_data_are_there_at_the_next_start(start, tmp_path):
    start().communicate("")
    assert ended(tmp_path / "var")
    before = (tmp_path / "var" / "postgres" / "PG_VERSION").stat().st_mtime_ns
    start()
    assert (tmp_path / "var" / "postgres" / "PG_VERSION").stat().st_mtime_ns == before


def test_a_killed_keeper_is_replaced(start, tmp_path):
    first = start()
    subprocess.run(["pkill", "-KILL", "-f", f"hekas.embedded {tmp_path / 'var'}"], check=True)
    assert comes_true(lambda: has_no_keeper(tmp_path / "var"))  # a signal is sent, and arrives later
    second = start()
    assert postmaster(tmp_path / "var").exists()
    assert not has_no_keeper(tmp_path / "var")
    first.communicate("")
    second.communicate("")


class Engine:
    """Starts as it is told: each fault in turn, then well."""

    def __init__(self, *faults: Exception) -> None:
        self.faults = list(faults)

    def start(self) -> None:
        if self.faults:
            raise self.faults.pop(0)


SLOW, REFUSED = subprocess.TimeoutExpired("pg_ctl", 10), subprocess.CalledProcessError(1, "pg_ctl")


@pytest.mark.parametrize("faults", [(SLOW, SLOW, SLOW), (SLOW, REFUSED), (SLOW, SLOW, REFUSED, SLOW)])
def test_an_engine_that_comes_up_slowly_is_waited_for(tmp_path, faults):
    """Twice ten seconds were all that it had; and what the first try left refused the second."""
    engine = Engine(*faults)
    embedded._start_patiently(engine, tmp_path)
    assert engine.faults == []


def test_one_that_refuses_at_once_is_not_tried_again(tmp_path):
    engine = Engine(REFUSED, SLOW)
    with pytest.raises(subprocess.CalledProcessError):
        embedded._start_patiently(engine, tmp_path)
    assert engine.faults == [SLOW]


def test_one_that_never_comes_up_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr(embedded, "LONGEST_START_SECONDS", 0.2)
    with pytest.raises(subprocess.TimeoutExpired):
        embedded._start_patiently(Engine(*[SLOW] * 9), tmp_path)


def comm(pid: int) -> str:
    return Path(f"/proc/{pid}/comm").read_text().strip()


@pytest.fixture
def unreaped(tmp_path):
    """Starts a process of that name in that folder, whose parent never asks how it ended."""
    parents = []

    def go(name: str, folder: Path) -> int:
        folder.mkdir()
        shutil.copy("/bin/sleep", tmp_path / name)
        line = f"cd {folder}; {tmp_path / name} 60 & echo $!; exec sleep 60"
        parents.append(subprocess.Popen(["bash", "-c", line], stdout=subprocess.PIPE, text=True))
        pid = int(parents[-1].stdout.readline())
        expected = {pid: name, parents[-1].pid: "sleep"}  # a shell that is not yet sleep asks how it ended
        assert comes_true(lambda: {one: comm(one) for one in expected} == expected)
        return pid

    yield go
    for parent in parents:
        parent.kill()
        parent.communicate()


def test_a_valkey_that_stays_as_a_zombie_has_ended(unreaped, tmp_path):
    """Nobody asks how the parts of a killed start ended; the next start waited for them and gave up."""
    unreaped("valkey-server", tmp_path / "valkey")
    begun = time.monotonic()
    embedded._end_orphan(tmp_path / "valkey")
    assert time.monotonic() - begun < embedded.LONGEST_END_SECONDS


def test_a_postgres_that_stays_as_a_zombie_holds_up_no_start(unreaped, tmp_path):
    pid = unreaped("postgres", tmp_path / "postgres_data")
    said = tmp_path / "postgres_data" / "postmaster.pid"
    said.write_text(f"{pid}\n{said.parent}\n0\n5432\n{tmp_path}\n\n0 0\nstarting\n")
    os.kill(pid, signal.SIGKILL)
    embedded._wait_for_recovery(said.parent)
    assert not said.exists()


def test_a_recovery_longer_than_ten_seconds_is_waited_for(start, tmp_path):
    start().communicate("")
    assert ended(tmp_path / "var")
    data = tmp_path / "var" / "postgres"
    (data / "recovery.signal").touch()  # it reads its log from an archive that is slow to answer, once
    with (data / "postgresql.auto.conf").open("a") as settings:
        settings.write("restore_command = 'test -e asked || (touch asked; sleep 12); false'\n")
    start()
    assert (data / "asked").exists()
    assert "archive recovery complete" in (data / "log").read_text()


def test_a_deep_clone_has_short_sockets(start, tmp_path):
    var = tmp_path / "var"
    deep = tmp_path / ("deep" * 25)
    deep.mkdir()
    var.symlink_to(deep)
    start()
    assert len(str(embedded.valkey_socket(deep))) < len(str(deep))


def test_a_start_that_fails_says_why(tmp_path):
    (tmp_path / "var" / "postgres").mkdir(parents=True)
    (tmp_path / "var" / "postgres" / "PG_VERSION").write_text("9")
    with pytest.raises(embedded.EnginesDidNotStart, match="Version mismatch"):
        embedded.attach(tmp_path / "var")
