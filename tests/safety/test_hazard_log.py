"""docs/safety/hazard-log.md: each hazard has all its parts, and tests that are really collected."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOG = ROOT / "docs" / "safety" / "hazard-log.md"
PARTS = ("Cause", "Severity × likelihood", "Owner", "Control", "Residual", "Tests")
TEST = re.compile(r"^  - `(tests/[\w/.]+::test_\w+)`$", re.MULTILINE)


def hazards(text):
    """Name → what stands under it."""
    parts = re.split(r"^## (H\d+)\. ", text, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


HAZARDS = hazards(LOG.read_text())


def collected(ids):
    """Does pytest find each of these, and not only to skip it? Returns what it says otherwise."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-n0", "-p", "no:cacheprovider", *ids]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def skipped(id_):
    """Is the test, or its whole file, marked to be skipped or to fail?"""
    path, name = id_.split("::")
    text = (ROOT / path).read_text()
    head = re.search(rf"((?:^@.*\n)*)^def {name}\(", text, re.MULTILINE)
    marks = (head[1] if head else "") + "".join(re.findall(r"^pytestmark = .*$", text, re.MULTILINE))
    return bool(re.search(r"\bskip|xfail", marks))


def test_all_fifteen_are_there():
    assert list(HAZARDS) == [f"H{n}" for n in range(1, 16)]


@pytest.mark.parametrize("name", HAZARDS)
def test_each_has_all_its_parts_and_a_test(name):
    said = {part: re.search(rf"\*\*{part}:\*\*(.*)", HAZARDS[name]) for part in PARTS}
    assert [part for part, found in said.items() if not found] == []
    assert re.fullmatch(r" [1-5] × [1-5]", said["Severity × likelihood"][1])
    assert TEST.findall(HAZARDS[name]) != []


def test_every_test_that_is_named_is_alive():
    ids = sorted({id_ for text in HAZARDS.values() for id_ in TEST.findall(text)})
    assert [id_ for id_ in ids if skipped(id_)] == []
    assert collected(ids) == ""


def test_a_test_that_is_gone_is_noticed():
    assert collected(["tests/safety/test_hazard_log.py::test_nobody_wrote"]) != ""


def test_a_test_that_is_skipped_is_noticed(tmp_path, monkeypatch):
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    (tmp_path / "test_a.py").write_text("@pytest.mark.skip\ndef test_one():\n    assert 1\n")
    assert skipped("test_a.py::test_one")
