"""What takes long to make is made once for a whole run, and copied by whoever needs one of their own.

The first process that asks makes it, under a lock that all processes of the run share; the others wait. What
a run puts into the system's temporary folder lies in one folder of its own. Each process of the run holds a
lock on it, which the kernel lets go whatever ends the process: so the next run knows what a killed one left.
"""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

NAME = "HEKAS_TEST_PREPARED"  # the processes of a run inherit it from the one that began the run
KIND = "hk-set-"
HALF, WHOLE = "half", "whole"
_held: list[int] = []


def begin() -> str:
    """A folder for this run, which a servant of PostgreSQL's may enter; what `end` is to be given.

    Empty for whoever found one: a process of the run, or another run that a test starts.
    """
    if NAME in os.environ:
        hold(Path(os.environ[NAME]))
        return ""
    clear()
    unnamed = Path(tempfile.mkdtemp(prefix="hk-new-"))
    hold(unnamed)  # before it has the name that another run would clear it by
    unnamed.chmod(0o755)
    folder = unnamed.rename(unnamed.with_name(unnamed.name.replace("hk-new-", KIND)))
    os.environ[NAME] = str(folder)
    return str(folder)


def hold(folder: Path) -> None:
    """As long as this process lives, nobody takes its run for dead."""
    _held.append(os.open(folder, os.O_RDONLY))
    fcntl.flock(_held[-1], fcntl.LOCK_SH)


def end(begun: str) -> None:
    if begun:
        remove(Path(begun))


def clear() -> None:
    """Away with what dead runs of this person have left: their processes, and then their folders."""
    for folder in Path(tempfile.gettempdir()).glob(f"{KIND}*"):
        if is_dead(folder):
            for process in orphans(folder):
                process.kill()
            remove(folder)


def orphans(folder: Path) -> list[psutil.Process]:
    """What works in this folder: engines and parts of a site outlive whoever ran them."""
    return [each for each in psutil.process_iter() if str(folder) in work(each)]


def work(process: psutil.Process) -> str:
    """Where it works, and by which words and settings; not which run it was begun by.

    The engines of a clone are begun by whoever comes first, and others use them too.
    """
    try:
        told = {name: value for name, value in process.environ().items() if name != NAME}
        return " ".join([*told.values(), *process.cmdline(), process.cwd()])
    except psutil.Error:  # it has ended meanwhile, or is another person's
        return ""


def is_dead(folder: Path) -> bool:
    """Nobody holds it; one that has gone meanwhile is not there to be cleared."""
    try:
        door = os.open(folder, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(door, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return os.fstat(door).st_uid == os.getuid()
    except BlockingIOError:
        return False
    finally:
        os.close(door)


def remove(folder: Path) -> None:
    """What can't go, because an engine still writes there, is named, and is the next run's to clear."""
    try:
        shutil.rmtree(folder)
    except OSError as error:
        print(f"{folder} was not cleared: {error}", file=sys.stderr)


@contextmanager
def ground() -> Iterator[Path]:
    """A folder with a short name that a servant may enter; gone at the end."""
    folder = Path(tempfile.mkdtemp(prefix="hk-", dir=os.environ[NAME]))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        remove(folder)


def made_once(name: str, make: Callable[[Path], None]) -> Path:
    """What `make` leaves in the folder that it is given. What broke off half-way is made anew."""
    place = Path(os.environ[NAME]) / name
    place.mkdir(mode=0o755, exist_ok=True)
    half, whole = place / HALF, place / WHOLE
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not whole.exists():
            if half.exists():
                shutil.rmtree(half)
            half.mkdir(mode=0o755)
            make(half)
            half.rename(whole)
    return whole


def copy(source: Path, into: Path) -> None:
    """With owners and rights: PostgreSQL refuses data that others may read."""
    subprocess.run(["cp", "-a", f"{source}/.", str(into)], check=True)
