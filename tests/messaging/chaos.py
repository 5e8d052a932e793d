"""A fleet of real Celery processes, and a hand that kills them."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
from django.conf import settings
from django.db import connection

CELERY = (sys.executable, "-m", "celery", "-A", "hekas.celery")
WORKER = (*CELERY, "worker", "--without-mingle", "--without-gossip")
BEAT = (*CELERY, "beat")
BROKER_DATABASE = 9  # so that emptying it touches nobody else
FROZEN_FOR = 4.0  # seconds: longer than a lease
LOST = "Cannot connect to"  # Celery's words, once it has let go of all that it has not begun; or had none yet
AT_WORK = """
    SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
        AND backend_type = 'client backend' AND state <> 'idle')
    OR EXISTS (SELECT FROM messaging_outboundmessage WHERE state = 'sending')
"""


class Fleet:
    """Two workers and two beats on the test's own database and broker; whoever dies is replaced."""

    def __init__(self, logs, *, concurrency=3, **environment):
        self.logs, self.worker = logs, (*WORKER, "--concurrency", str(concurrency))
        self.environment = {
            **os.environ,
            "SECRET_KEY": settings.SECRET_KEY,  # a data folder of one's own has a key of its own
            "DJANGO_SETTINGS_MODULE": "tests.messaging.chaos_settings",
            "CHAOS_DATABASE": connection.settings_dict["NAME"],
            "HEKAS_VAR": str(settings.VAR_DIR),
            **environment,
        }
        self.workers, self.beats, self.frozen = [], [], []
        self.deeds = {"worker killed": 0, "child killed": 0, "frozen": 0, "database cut off": 0}

    def __enter__(self):
        self.workers = [self._start(self.worker, f"-n{n}@%h") for n in range(2)]
        self.beats = [self._start(BEAT) for _ in range(2)]
        return self

    def __exit__(self, *_):
        for process in [*self.workers, *self.beats]:
            kill_group(process)

    def cpu_seconds(self):
        """What workers and beats have worked so far, start included; of those that still live."""
        alive = [psutil.Process(process.pid) for process in [*self.workers, *self.beats]]
        times = [one.cpu_times() for process in alive for one in (process, *process.children(recursive=True))]
        return sum(time.user + time.system for time in times)

    def rests(self, within):
        """Until each worker has seen that the broker is gone, and what it had begun before is done."""
        end = time.monotonic() + within
        while not self._has_seen_it_go() or self._is_at_work():
            assert time.monotonic() < end, "a worker has not come to rest"
            time.sleep(0.1)

    def _has_seen_it_go(self):
        return sum(LOST in log.read_text() for log in self.logs.glob("*.log")) >= len(self.workers)

    def _is_at_work(self):
        children = [child for worker in self.workers for child in psutil.Process(worker.pid).children()]
        with connection.cursor() as cursor:
            cursor.execute(AT_WORK)
            return cursor.fetchone()[0] or any(c.status() != psutil.STATUS_SLEEPING for c in children)

    def strike(self, chance):
        """Do one of the deeds to a worker, or to what it holds on to."""
        self.thaw()
        deed = chance.choices(list(self.deeds), (5, 3, 2, 2))[0]
        act = {
            "worker killed": self._kill_worker,
            "child killed": self._kill_child,
            "frozen": self._freeze,
            "database cut off": self._cut_database,
        }[deed]
        act(chance.randrange(len(self.workers)))
        self.deeds[deed] += 1

    def thaw(self, at_once=False):
        """Wake those who were frozen long enough, if they still live."""
        for until, process in list(self.frozen):
            if at_once or time.monotonic() >= until:
                self.frozen.remove((until, process))
                signal_group(process, signal.SIGCONT)

    def _kill_worker(self, place):
        kill_group(self.workers[place])
        self.workers[place] = self._start(self.worker, f"-n{place}-{random.random()}@%h")

    def _kill_child(self, place):
        children = psutil.Process(self.workers[place].pid).children()
        if children:
            children[0].kill()

    def _freeze(self, place):
        signal_group(self.workers[place], signal.SIGSTOP)
        self.frozen.append((time.monotonic() + FROZEN_FOR, self.workers[place]))

    def _cut_database(self, _):
        """End every conversation with the database but the test's own, also in the middle of a sending."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

    def _start(self, command, *more):
        with (self.logs / f"{time.monotonic_ns()}.log").open("w") as log:
            return subprocess.Popen(
                [*command, *more],
                cwd=Path(settings.BASE_DIR),
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )


def signal_group(process, number):
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return


def kill_group(process):
    """SIGKILL, to the worker and all its children at once."""
    signal_group(process, signal.SIGKILL)
    process.wait(10)
