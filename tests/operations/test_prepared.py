"""What is made once for a run: once for all its processes, whole or not at all, and gone at its end."""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.operations import prepared

ROOT = Path(__file__).resolve().parents[2]
SLOWLY = """
import sys, time
from tests.operations import prepared
def make(folder):
    time.sleep(0.5)
    (folder / "made").write_text(sys.argv[1])
print((prepared.made_once("thing", make) / "made").read_text(), end="")
"""
BEGIN = """
import sys
from tests.operations import prepared
print(prepared.begin(), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv(prepared.NAME, str(tmp_path))
    return tmp_path


def test_processes_that_ask_at_once_get_the_same(run):
    command = [sys.executable, "-c", SLOWLY]
    asked = [
        subprocess.Popen([*command, who], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for who in ("one", "another", "a third")
    ]
    told = [each.communicate(timeout=60)[0] for each in asked]
    assert len(set(told)) == 1 and told[0] != ""


def test_what_broke_off_is_made_anew(run):
    def breaks(folder):
        (folder / "half").touch()
        raise OSError

    with pytest.raises(OSError):
        prepared.made_once("thing", breaks)
    made = prepared.made_once("thing", lambda folder: (folder / "whole").touch())
    assert [each.name for each in made.iterdir()] == ["whole"]


def test_only_who_began_the_run_clears_it(monkeypatch):
    monkeypatch.delenv(prepared.NAME, raising=False)
    begun = prepared.begin()
    prepared.end(prepared.begin())  # a process of the run ends earlier
    assert Path(begun).is_dir() and os.environ[prepared.NAME] == begun
    prepared.end(begun)
    assert not Path(begun).exists()


def test_a_copy_keeps_rights_and_changes_nothing_of_its_source(tmp_path):
    source, into = tmp_path / "source", tmp_path / "into"
    for folder in (source, into):
        folder.mkdir()
    (source / "data").touch(mode=0o600)
    prepared.copy(source, into)
    (into / "data").write_text("changed")
    assert (into / "data").stat().st_mode & 0o777 == 0o600
    assert (source / "data").read_text() == ""


@pytest.fixture
def began(tmp_path, monkeypatch):
    """Call it for a process that began a run, or joined the one it is given; at the end all are killed."""
    monkeypatch.delenv(prepared.NAME, raising=False)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(prepared, "_held", [])
    made = []

    def begin(run=""):
        given = {**os.environ, "TMPDIR": str(tmp_path), **({prepared.NAME: run} if run else {})}
        command = [sys.executable, "-c", BEGIN]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        made.append(subprocess.Popen(command, cwd=ROOT, env=given, **pipes))
        return made[-1], made[-1].stdout.readline().strip()

    yield begin
    for process in made:
        process.kill()
        process.communicate()


def kill(process):
    process.kill()
    process.wait()


def test_the_next_run_clears_what_a_killed_one_left_and_nothing_of_a_living_one(began):
    dead, left = began()
    _, living = began()
    (Path(left) / "house").mkdir()
    kill(dead)
    prepared.clear()
    assert not Path(left).exists() and Path(living).is_dir()


def test_what_a_killed_run_started_is_ended_and_nothing_else(began):
    """A web node, say. The engines of the clone were begun by that run as well, and others use them."""
    dead, left = began()
    _, living = began()
    sleep = [sys.executable, "-c", "import time; time.sleep(600)"]
    parts = [
        subprocess.Popen(sleep, env=given, start_new_session=True)
        for given in ({"HEKAS_VAR": f"{left}/var"}, {"HEKAS_VAR": f"{living}/var"}, {prepared.NAME: left})
    ]
    try:
        kill(dead)
        prepared.clear()
        assert parts[0].wait(10) == -signal.SIGKILL
        assert [part.poll() for part in parts[1:]] == [None, None]
    finally:
        for part in parts:
            kill(part)


def test_a_run_lives_as_long_as_one_of_its_processes(began):
    first, folder = began()
    second, nothing = began(folder)
    kill(first)
    prepared.clear()
    assert nothing == "" and Path(folder).is_dir()
    kill(second)
    prepared.clear()
    assert not Path(folder).exists()


def test_who_begins_clears_first(began):
    dead, left = began()
    kill(dead)
    _, folder = began()
    assert not Path(left).exists() and Path(folder).is_dir()


def test_what_can_not_be_cleared_is_named(began, capsys):
    """It went between the look and the clearing, say, or an engine writes there still."""
    prepared.remove(Path(tempfile.gettempdir()) / "gone")
    assert "gone was not cleared" in capsys.readouterr().err


def test_whatever_a_test_makes_goes_with_its_run(run):
    with prepared.ground() as folder:
        assert folder.parent == run
    assert not folder.exists()
