"""The database of the tests as all migrations leave it: kept by the engine, copied by every process of a run.

Ninety migrations take a quarter of a minute of a processor, and a copy of what they leave half a second. Its
name says what it was made of, so that whoever changes a migration gets another one. Migrations run over every
copy as well: what comes after them happens anew, and one that was missed would be made up for.
"""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.utils import timezone

KIND = "hekas_migrated_"
MONTH = f"{timezone.now():%Y-%m}"  # as it is: read before any test moves the clock
# What migrations call or keep beside what stands in them.
BESIDE = (
    "hekas/postgres/*.py",
    "assessments/rules/*.toml",
    "hekas/messaging/closed_words.py",
    "requirements.txt",
)


def name() -> str:
    """Tables have a part for each month, too: one of last month has none for the month that is to come."""
    files = sorted({*migrations(), *(file for kind in BESIDE for file in settings.BASE_DIR.glob(kind))})
    told = hashlib.sha256(MONTH.encode())
    for file in files:
        told.update(f"{file.name}\0".encode() + file.read_bytes())
    return KIND + told.hexdigest()[:16]


def migrations() -> Iterator[Path]:
    for app in apps.get_app_configs():
        yield from (Path(app.path) / "migrations").glob("*.py")


@contextmanager
def by_turns() -> Iterator[None]:
    """Of processes that need one at the same time the first makes it, and the others wait."""
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.VAR_DIR / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def is_lent() -> bool:
    """Whether there is one. Then the database of this process is made from it."""
    if is_there(name()):
        connection.settings_dict["TEST"]["TEMPLATE"] = name()
    return is_there(name())


def keep() -> None:
    """What this process has made, where it is no copy, is there for all; what other migrations left goes."""
    if "TEMPLATE" in connection.settings_dict["TEST"]:
        return
    connection.close()  # nobody may speak with what is copied
    with connection._nodb_cursor() as cursor:
        for old in known(cursor):
            cursor.execute(f'DROP DATABASE "{old}"')
        cursor.execute(f'CREATE DATABASE "{name()}" TEMPLATE "{connection.settings_dict["NAME"]}"')


def is_there(wanted: str) -> bool:
    with connection._nodb_cursor() as cursor:
        return wanted in known(cursor)


def known(cursor) -> list[str]:
    cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [KIND])
    return [row[0] for row in cursor.fetchall()]
