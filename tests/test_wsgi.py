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


KNOWN = """
import hekas.wsgi
from assessments.rules import load_rules, exercises, questionnaire, screening
readers = load_rules, questionnaire.load_questionnaire, exercises.load_library, screening.load_screening
print(*(reader.cache_info().currsize for reader in readers))
"""
BROKEN = """
import sys
from pathlib import Path
import assessments.rules
assessments.rules.HERE = Path(sys.argv[1])
import hekas.wsgi
"""


def test_the_clinical_rules_are_read_before_anybody_asks_for_a_result():
    """Two hundred patterns took a second of the first booking of each worker, with its locks held."""
    done = subprocess.run([sys.executable, "-c", KNOWN], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1"] * 4


def test_a_node_whose_rules_can_not_be_read_does_not_start(tmp_path):
    """Fault 61: gunicorn asks none of the checks of `manage.py`."""
    done = subprocess.run(
        [sys.executable, "-c", BROKEN, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "BadRule" in done.stderr and "can't be read" in done.stderr


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
