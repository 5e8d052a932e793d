"""The checksum of each file of a backup: a byte that is another is found wherever it lies, in one reading.

A restore passes over bytes that no row needs, such as an owner's name. As coreutils write and check it, so
that the machine that keeps the copies needs nothing of ours: `sha256sum -c`.
"""

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

SUM = ".sha256"
LINE = re.compile(r"([0-9a-f]{64})  (\S+)")


class Unreadable(RuntimeError):
    """A file of a backup is not as it was written, or what stands beside it is torn; says which."""


def write(path: Path, files: Mapping[str, Path]) -> None:
    """Beside the backup `path`: the sum of each file, by the name that it will have. For the owner alone."""
    beside = path.with_suffix(SUM)
    beside.touch(mode=0o600)
    beside.write_text("".join(f"{_of(file)}  {name}\n" for name, file in files.items()))


def check(path: Path) -> bool:
    """Reads all of a backup: True where it is as it was written, False where it has no sum to go by.

    Raises Unreadable, and OSError where a file can't be read or is gone.
    """
    beside = path.with_suffix(SUM)
    if not beside.exists():
        return False
    lines = [LINE.fullmatch(line) for line in beside.read_text(errors="replace").splitlines()]
    wanted = {line[2]: line[1] for line in lines if line}
    if path.name not in wanted or None in lines:
        raise Unreadable(f"{beside.name} is torn: nobody can say whether {path.name} is as it was written.")
    changed = [name for name, told in wanted.items() if _of(path.with_name(name)) != told]
    if changed:
        raise Unreadable(f"{' and '.join(changed)}: not as it was written.")
    return True


def _of(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
