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
WORKER = (*CELERY, "worker", "--loglevel", "error", "--without-mingle", "--without-gossip")
BEAT = (*CELERY, "beat", "--loglevel", "error")
BROKER_DATABASE = 9  # so that emptying it touches nobody else
FROZEN_FOR = 4.0  # seconds: longer than a lease


class Fleet:
    """Two workers and two beats on the test's own database and broker; whoever dies is replaced."""

    def __init__(self, logs, *, concurrency=3, **environment):
        self.logs, self.worker = logs, (*WORKER, "--concurrency", str(concurrency))
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.messaging.chaos_settings",
            "CHAOS_DATABASE": connection.settings_dict["NAME"],
            "HEKAS_VAR": str(settings.VAR_DIR),
            **environment,
        }
        self.workers, self.beats, self.frozen = [], [], []
        self.deeds = {"worker killed": 0, "child killed": 0, "frozen": 0}

    def __enter__(self):
        self.workers = [self._start(self.worker, f"-n{n}@%h") for n in range(2)]
        self.beats = [self._start(BEAT) for _ in range(2)]
        return self

    def __exit__(self, *_):
        for process in [*self.workers, *self.beats]:
            kill_group(process)

    def strike(self, chance):
        """Kill a worker with its children, or one child, or freeze a worker beyond its lease."""
        self.thaw()
        deed = chance.choices(list(self.deeds), (5, 3, 2))[0]
        place = chance.randrange(len(self.workers))
        {"worker killed": self._kill_worker, "child killed": self._kill_child, "frozen": self._freeze}[deed](
            place
        )
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
