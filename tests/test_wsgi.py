"""A worker has read its code before it is asked for anything, and shares nothing with its like."""

import os
import runpy
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

ASK = """
import gc, sys
import hekas.wsgi
print(gc.get_freeze_count() > 10_000, gc.get_threshold()[0] > 10_000, "bookings.views.booking" in sys.modules)
"""


def test_the_code_of_all_pages_is_read_at_the_start_and_left_alone_by_the_collector():
    done = subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "True", "True"]


# What a master must not have when it makes its workers: a line that all would use, a thread that none has.
HELD = """
import os, socket, stat, threading
import hekas.wsgi
from django.db import connections
numbers = [int(name) for name in os.listdir("/proc/self/fd") if os.path.exists(f"/proc/self/fd/{name}")]
sockets = sum(stat.S_ISSOCK(os.fstat(number).st_mode) for number in numbers)
lines = [name for name in connections if connections[name].connection is not None]
print(lines, sockets, threading.active_count())
"""
PRODUCTION = {
    "DEBUG": "false",
    "SECRET_KEY": "only-for-this-test-0123456789-abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": "localhost",
    "SITE_URL": "https://localhost",
    "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "EMAIL_URL": "smtp://127.0.0.1:1",
    "SENTRY_DSN": "https://key@127.0.0.1:1/1",
}


def test_a_master_that_has_read_it_has_no_line_and_no_thread_to_share(tmp_path):
    given = {
        **os.environ,
        **PRODUCTION,
        "HEKAS_VAR": str(tmp_path),
        "PROMETHEUS_MULTIPROC_DIR": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "-c", HELD], capture_output=True, text=True, check=False, env=given
    )
    assert done.stdout.split() == ["[]", "0", "1"], done.stderr


def test_a_master_reads_it_once_for_all_of_its_workers():
    assert runpy.run_path(str(ROOT / "deploy" / "gunicorn.conf.py"))["preload_app"] is True
