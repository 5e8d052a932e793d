"""gunicorn for Hekas. Everything from the environment; the numbers come of measuring (docs/scale.md).

Sync workers: a page never waits for anything but the database, and a hung one is ended by `timeout`, which a
thread would not be. A buffering proxy stands in front (deploy/nginx), or slow clients take every worker.
"""

import multiprocessing
import os
from pathlib import Path
from typing import Any

from hekas import logs

bind = os.environ.get("BIND", f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}")
workers = int(os.environ.get("WEB_CONCURRENCY", 2 * multiprocessing.cpu_count() + 1))
worker_class = "sync"
preload_app = (
    True  # read once and not by each: a worker is there at once, and new code comes with a new master alone
)
control_socket_disable = True  # one file for all of a person's gunicorns: another clone would meet it
timeout = int(os.environ.get("WEB_TIMEOUT", "30"))  # seconds for one request, then the worker is ended
graceful_timeout = 30
max_requests = int(os.environ.get("WEB_MAX_REQUESTS", "2000"))  # a leak ends with its process
max_requests_jitter = max_requests // 10  # not all at once
limit_request_line = 4094
limit_request_fields = 60
_memory = Path("/dev/shm")  # noqa: S108 - gunicorn makes a file of its own there
worker_tmp_dir = str(_memory) if _memory.is_dir() else None  # a heartbeat must not wait for a disk
logconfig_dict = logs.config(
    as_json=os.environ.get("DEBUG", "true").lower() in {"false", "0", "no", "off"},
    level=os.environ.get("LOG_LEVEL", "INFO"),
)


def on_starting(server: Any) -> None:
    """Counters begin anew with the master; each of its workers then writes to a file of its own."""
    folder = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        for old in Path(folder).glob("*.db"):
            old.unlink()


def pre_fork(server: Any, worker: Any) -> None:
    """The lowest place that is free: who follows a worker goes on in its file of counters."""
    taken = {other.place for other in server.WORKERS.values()}
    worker.place = next(place for place in range(len(taken) + 1) if place not in taken)


def post_fork(server: Any, worker: Any) -> None:
    os.environ["METRICS_PLACE"] = str(worker.place)
