"""A machine as deploy/README.md sets it up: its settings, its units, what they leave their parts."""

import os
import re
import subprocess
from pathlib import Path

from tests.operations import filtered
from tests.operations.cluster import programs, servant
from tests.operations.house import House
from tests.operations.nginx import DEPLOY
from tests.operations.pgbouncer import PgBouncer
from tests.operations.tools import settings_of, tool

ROOT = DEPLOY.parent
# Who asks from this machine shows a password; only the one who set it up does not.
DOOR = """host all postgres 127.0.0.1/32 trust
host replication postgres 127.0.0.1/32 trust
host all all 127.0.0.1/32 scram-sha-256
"""


class Machine(House):
    """A house of whose settings only what a test must change is changed; nothing is in the environment."""

    def __init__(self, folder: Path, post: int) -> None:
        super().__init__(folder, post)
        self.env = folder / "hekas.env"

    def prepare(self) -> "Machine":
        wal, bases = self.folder / "wal", self.folder / "bases"
        for made in (wal, bases):
            made.mkdir()
            if "user" in servant():
                os.chown(made, servant()["user"], servant()["group"])
        conf = (DEPLOY / "postgres" / "hekas.conf").read_text()
        self.cluster.make()
        (self.cluster.data / "hekas.conf").write_text(conf.replace("/var/backups/hekas", str(self.folder)))
        (self.cluster.data / "hekas.conf").chmod(0o644)
        (self.cluster.data / "pg_hba.conf").write_text(DOOR)
        with (self.cluster.data / "postgresql.conf").open("a") as more:
            more.write("include 'hekas.conf'\n")
        self.cluster.start()
        passwords = [f"-v{name}=PASSWORD" for name in ("password", "standby_password", "drill_password")]
        self.psql("-f", str(DEPLOY / "postgres" / "roles.sql"), *passwords)
        self.start_valkey()
        self.valkey_client().config_set("requirepass", "PASSWORD")
        return self

    def psql(self, *words: str) -> None:
        server = ["-h", "127.0.0.1", "-p", str(self.cluster.port), "-U", "postgres", "-d", "postgres"]
        subprocess.run([str(programs() / "psql"), "-q", "-v", "ON_ERROR_STOP=1", *server, *words], check=True)

    def fill_in(self, pool: int, post: int) -> None:
        """The example, with what its reader is asked to fill in."""
        text = (DEPLOY / "hekas.env.example").read_text()
        changed = {
            "SECRET_KEY=\n": f"SECRET_KEY={self.environment['SECRET_KEY']}\n",
            "hekas.example": "localhost",
            "127.0.0.1:6432": f"127.0.0.1:{pool}",
            "127.0.0.1:5432": f"127.0.0.1:{self.cluster.port}",
            "127.0.0.1:6379": f"127.0.0.1:{self.valkey_port}",
            "submission://USER:PASSWORD@mail.example": f"smtp://127.0.0.1:{post}",
            "/var/backups/hekas": str(self.folder / "backups"),
            "/var/lib/hekas": str(self.folder / "var"),
        }
        for old, new in changed.items():
            assert old in text
            text = text.replace(old, new)
        self.env.write_text(text)

    def command(self, *words: str) -> str:
        """By deploy/manage, whose user here is whoever runs the tests."""
        keep = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        given = {**keep, "HEKAS_ENV": str(self.env), "HEKAS_USER": "root"}
        done = subprocess.run(
            [str(DEPLOY / "manage"), *words], env=given, cwd="/", capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start_unit(self, unit: str, name: str) -> None:
        """The unit's command, as systemd starts it."""
        given, (words,) = self.told(unit, name)
        self.environment = {"PATH": os.environ["PATH"], "WEB_CONCURRENCY": "1", **given}
        self.start(f"{unit}{name}", *words)

    def run_unit(self, unit: str) -> list[subprocess.CompletedProcess[str]]:
        """One that ends: its commands one after the other."""
        given, commands = self.told(unit, "")
        given = {"PATH": os.environ["PATH"], **given}
        return [
            subprocess.run(words, cwd=ROOT, env=given, capture_output=True, text=True, check=False)
            for words in commands
        ]

    def told(self, unit: str, name: str) -> tuple[dict[str, str], list[list[str]]]:
        """Its environment, where the file wins; its commands, with the calls that it leaves them."""
        lines = (DEPLOY / "systemd" / unit).read_text().replace("%i", name).replace("%%", "%").splitlines()
        said = [line.partition("=")[2] for line in lines if line.startswith("Environment=")]
        given = dict(pair.split("=", 1) for pair in said) | settings_of(self.env.read_text())
        given = {key: value.replace("/run/", f"{self.folder}/run/") for key, value in given.items()}
        commands = [line.partition("=")[2].split() for line in lines if line.startswith("ExecStart=")]
        return given, [[*closed(unit), *(filled(word, given) for word in words)] for words in commands]


def filled(word: str, given: dict[str, str]) -> str:
    return re.sub(r"\$\{(\w+)\}", lambda found: given[found[1]], word).replace("/opt/hekas", str(ROOT))


def closed(unit: str) -> list[str]:
    """In front of a command: no other system calls than the unit's."""
    tool("systemd-analyze")
    return ["/usr/bin/python3", filtered.__file__, str(DEPLOY / "systemd" / unit)]


def pool_of(machine: Machine) -> PgBouncer:
    """deploy/pgbouncer with the ports of the test, and the list of users that the paper asks for."""
    pool = PgBouncer(machine.folder, machine.cluster.port)
    text = (DEPLOY / "pgbouncer" / "pgbouncer.ini").read_text()
    text = text.replace("port=5432", f"port={machine.cluster.port}").replace("6432", str(pool.port))
    text = text.replace("/etc/pgbouncer", str(pool.folder))
    more = f"logfile = {pool.folder}/pgbouncer.log\nunix_socket_dir =\n%include"
    (pool.folder / "pgbouncer.ini").write_text(text.replace("%include", more))
    (pool.folder / "userlist.txt").write_text('"hekas" "PASSWORD"\n')
    return pool
