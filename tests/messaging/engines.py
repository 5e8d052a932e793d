"""A PostgreSQL and a Valkey of this test's own, which may be killed as one likes."""

import os
import shlex
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import psutil
import psycopg2
from django.conf import settings
from django.db import connection

from hekas import embedded
from tests.operations.prepared import ground

WAITING = 30  # seconds: longer than a recovery after a crash takes


class Engines:
    """Both engines of one folder, with the hand that kills them and brings them up again."""

    def __init__(self, var):
        self.var, self.host, self.broker = var, embedded.attach(var).postgres, None
        self.deeds = {"database crashed": 0, "broker killed": 0}

    def crash_database(self):
        """As if the power went: no checkpoint, no word to anybody. Then it is started again."""
        postmaster = self._postmaster()
        owner, command = postmaster.uids().real, opened_with(self.var)
        postmaster.send_signal(signal.SIGQUIT)
        psutil.wait_procs([postmaster], WAITING)
        start(command, self.var, owner)
        self._wait_for_database()
        self.deeds["database crashed"] += 1

    def kill_broker(self, seconds):
        """SIGKILL, and nobody there for so long."""
        valkey = next(p for p in psutil.process_iter(["name", "cwd"]) if self._is_broker(p))
        valkey.kill()
        psutil.wait_procs([valkey], WAITING)
        time.sleep(seconds)
        self.broker = embedded._start_valkey(self.var)
        self.deeds["broker killed"] += 1

    def close(self):
        """The keeper stops what it has started; this stops what came after."""
        if self.broker is not None:
            self.broker.stop()
        postmaster = self._postmaster()
        postmaster.send_signal(signal.SIGINT)
        psutil.wait_procs([postmaster], WAITING)
        embedded._attached.pop(self.var)[0].close()

    def _postmaster(self):
        pid_file = self.var / "postgres" / "postmaster.pid"
        return psutil.Process(int(pid_file.read_text().split()[0]))

    def _is_broker(self, process):
        return process.info["cwd"] == str(self.var / "valkey") and "valkey" in process.info["name"]

    def _wait_for_database(self):
        end = time.monotonic() + WAITING
        while time.monotonic() < end:
            try:
                psycopg2.connect(host=self.host, user="postgres", dbname="hekas").close()
                return
            except psycopg2.OperationalError:
                time.sleep(0.1)
        raise TimeoutError


def opened_with(var):
    """The command that started this PostgreSQL, as it wrote it down itself."""
    return shlex.split((var / "postgres" / "postmaster.opts").read_text())


def start(command, folder, owner):
    with (folder / "again.log").open("a") as log:
        subprocess.Popen(
            command, cwd=folder, user=owner, stdout=log, stderr=log, start_new_session=True
        ).returncode = 0  # it outlives this call on purpose


@contextmanager
def own_engines(blocker):
    """Django speaks with engines of its own in here, not with those of the other tests.

    Not in pytest's folder: PostgreSQL may run as another user, and pytest keeps its folder to itself.
    """
    with ground() as folder, _speaking_with(Engines(folder.resolve()), blocker) as engines:
        yield engines


@contextmanager
def _speaking_with(engines, blocker):
    before = settings.VAR_DIR, connection.settings_dict["NAME"]
    environment = {**os.environ, "HEKAS_VAR": str(engines.var), "DJANGO_SETTINGS_MODULE": "hekas.settings"}
    migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(migrate, cwd=settings.BASE_DIR, env=environment, check=True)
    with blocker.unblock():
        connection.close()
        settings.VAR_DIR, connection.settings_dict["NAME"] = engines.var, "hekas"
        try:
            yield engines
        finally:
            connection.close()
            settings.VAR_DIR, connection.settings_dict["NAME"] = before
            engines.close()
