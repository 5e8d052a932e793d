"""Who was erased, kept outside of the database: a restored backup knows nothing of what came after it.

One line for each: when, and the number of a client who is no more. No name, no address.
"""

import fcntl
import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings


def write(client_uuid: UUID, now: datetime) -> None:
    """Add one line and wait until it is on the disk."""
    path = Path(settings.TOMBSTONES)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.write(f"{now.isoformat(timespec='seconds')} {client_uuid}\n")
        file.flush()
        os.fsync(file.fileno())


def catch_up(known: Iterable[UUID], now: datetime) -> int:
    """Add whom this machine's list lacks, because another node erased them; returns how many."""
    missing = set(known) - set(read(Path(settings.TOMBSTONES)))
    for client_uuid in sorted(missing):
        write(client_uuid, now)
    return len(missing)


def read(path: Path) -> Iterator[UUID]:
    """Everybody in a list; none where there is no list. Raises ValueError with the number of a wrong line."""
    if not path.exists():
        return
    for number, line in enumerate(path.read_text(encoding="ascii").splitlines(), 1):
        parts = line.split()
        try:
            yield UUID(parts[-1])
        except (ValueError, IndexError) as fault:
            raise ValueError(f"{path}, line {number}: no client's number") from fault
