"""Background work: the Celery application and its static beat schedule (in settings).

Tasks are doors: no arguments or ids in, one action, end. Nothing waits in the broker that is not also a row,
so losing the broker loses time and nothing else.
"""

import os

from celery import Celery
from celery.signals import beat_init, celeryd_init, setup_logging
from celery.utils.log import get_multiprocessing_logger
from django.conf import settings
from django_structlog.celery.steps import DjangoStructLogInitStep

from hekas import embedded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hekas.settings")
app = Celery("hekas")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.steps["worker"].add(DjangoStructLogInitStep)  # log lines carry the id of their task
app.autodiscover_tasks(["hekas.messaging", "hekas.privacy", "hekas.api", "bookings", "assessments"])


@setup_logging.connect
def write_as_the_house_does(**_: object) -> None:
    """Celery's own handlers would write past `logs`; a process of its pool that fails says so there too."""
    get_multiprocessing_logger().propagate = True


@celeryd_init.connect
@beat_init.connect
def bring_up_engines(**_: object) -> None:
    """The broker must answer before the worker or the beat asks it."""
    if settings.EMBEDDED_VALKEY:
        embedded.attach(settings.VAR_DIR)
