"""What takes long to make is made once for a whole run, and copied by whoever needs one of their own.

The first process that asks makes it, under a lock that all processes of the run share; the others wait.
"""

import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

NAME = "HEKAS_TEST_PREPARED"  # the processes of a run inherit it from the one that began the run
HALF, WHOLE = "half", "whole"


def begin() -> str:
    """A folder for this run, which a servant of PostgreSQL's may enter; what `end` is to be given.

    Empty for whoever found one: a process of the run, or another run that a test starts.
    """
    if NAME in os.environ:
        return ""
    os.environ[NAME] = tempfile.mkdtemp(prefix="hk-run-")
    Path(os.environ[NAME]).chmod(0o755)
    return os.environ[NAME]


def end(begun: str) -> None:
    if begun:
        shutil.rmtree(begun, ignore_errors=True)


def made_once(name: str, make: Callable[[Path], None]) -> Path:
    """What `make` leaves in the folder that it is given. What broke off half-way is made anew."""
    place = Path(os.environ[NAME]) / name
    place.mkdir(mode=0o755, exist_ok=True)
    half, whole = place / HALF, place / WHOLE
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not whole.exists():
            shutil.rmtree(half, ignore_errors=True)
            half.mkdir(mode=0o755)
            make(half)
            half.rename(whole)
    return whole


def copy(source: Path, into: Path) -> None:
    """With owners and rights: PostgreSQL refuses data that others may read."""
    subprocess.run(["cp", "-a", f"{source}/.", str(into)], check=True)
