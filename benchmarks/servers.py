"""Web servers on loopback, as many workers as a node of two cores has; each ends with its `with`."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WORKERS = 5  # 2 × cores + 1, for both sides
UP_WITHIN = 60  # seconds


class DidNotStart(RuntimeError):
    """The server did not answer in time; what it said stands in the text."""


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def serving(
    python: Path, app: str, env: Mapping[str, str], ready: str, workers: int = WORKERS
) -> Iterator[int]:
    """gunicorn with sync workers; gives its port once `ready` answers. Raises DidNotStart."""
    port = free_port()
    command = [str(python), "-m", "gunicorn", app, "--bind", f"127.0.0.1:{port}", "--workers", str(workers)]
    log = ROOT / "var" / f"bench-{app.split(':')[0]}.log"
    log.parent.mkdir(exist_ok=True)
    with log.open("w") as output:
        process = subprocess.Popen(
            [*command, "--log-level", "warning", "--graceful-timeout", "5"],
            cwd=ROOT,
            env={**os.environ, **env},
            stdout=output,
            stderr=output,
        )
    try:
        _wait(process, port, ready, log)
        yield port
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(5)


def _wait(process: subprocess.Popen[bytes], port: int, ready: str, log: Path) -> None:
    until = time.monotonic() + UP_WITHIN
    while time.monotonic() < until and process.poll() is None:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", ready)
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.2)
    raise DidNotStart(log.read_text()[-2000:])


@contextmanager
def hekas(workers: int = WORKERS) -> Iterator[int]:
    """Hekas on the engines and the data of the bench."""
    quiet = {"LOG_LEVEL": "WARNING", "HEKAS_VAR": os.environ["HEKAS_VAR"]}
    uncounted = ("HOLDS", "SEARCHES", "INTAKES", "ANSWERS")  # everybody here has one address
    quiet |= {f"{what}_PER_ADDRESS": "0" for what in uncounted} | {"MOVES_PER_VISIT": "0"}
    with serving(Path(sys.executable), "hekas.wsgi", quiet, "/healthz", workers) as port:
        yield port
