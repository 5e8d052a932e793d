"""The project's settings as they are, its schedule too, on the test's own database and broker."""

import os
import select
import time
from pathlib import Path

from celery.signals import task_postrun, task_prerun

from hekas.settings import *  # noqa: F403
from hekas.settings import CELERY_BROKER_URL, DATABASES, EMBEDDED_VALKEY

BROKER_DATABASE = 9  # as in chaos.py, which this must not import: settings come first
DATABASE_CLOCK = False  # PostgreSQL's own can't be moved: here the clock of the process stands for it
DATABASES["default"]["NAME"] = os.environ["CHAOS_DATABASE"]
CELERY_BROKER_URL += f"?virtual_host={BROKER_DATABASE}" if EMBEDDED_VALKEY else f"/{BROKER_DATABASE}"

# Python sleeps until a moment of the stop-watch; libfaketime 0.9.10 moves that, although the watch is true.
time.sleep = lambda seconds: select.select([], [], [], seconds)

# A beat looks at its clock after so long at the latest; else it sleeps on beside one that was moved.
CELERY_BEAT_MAX_LOOP_INTERVAL = 0.2


# What is carried out is written down, its beginning and its end, by the true stop-watch and by this clock.
def _tell(what, task):
    with Path(os.environ["CARRIED_OUT"]).open("a") as told:
        told.write(f"{what} {task.name} {time.monotonic()} {time.time()}\n")


@task_prerun.connect
def begins(task, **_):
    _tell("began", task)


@task_postrun.connect
def has_ended(task, **_):
    _tell("ended", task)
