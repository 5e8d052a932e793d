"""What is made once for a run: once for all its processes, whole or not at all, and gone at its end."""

import os
import subprocess
import sys
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
