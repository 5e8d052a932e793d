"""The project's settings at a hurry: leases and back-offs of seconds, a beat that never rests, no night."""

import os
from datetime import time, timedelta

from hekas.messaging import quiet
from hekas.messaging.queries import sending
from hekas.messaging.sending import policy
from hekas.settings import *  # noqa: F403
from hekas.settings import CELERY_BROKER_URL, DATABASES, EMBEDDED_VALKEY

BROKER_DATABASE = 9  # as in chaos.py, which this must not import: settings come first
DATABASES["default"]["NAME"] = os.environ["CHAOS_DATABASE"]
CELERY_BROKER_URL += f"?virtual_host={BROKER_DATABASE}" if EMBEDDED_VALKEY else f"/{BROKER_DATABASE}"
EMAIL_TIMEOUT = 2
DRAIN_EVERY = os.environ.get("CHAOS_DRAIN_EVERY", "0.5")
CELERY_BEAT_SCHEDULE = {
    name: {"task": f"hekas.messaging.tasks.{name}", "schedule": float(seconds), "options": {"expires": 5}}
    for name, seconds in (("drain", DRAIN_EVERY), ("sweep", 1), ("heartbeat", 2))
}
sending.FROZEN_AFTER = 2.0
policy.LEASE = timedelta(seconds=3)
policy.BACK_OFF = (timedelta(seconds=0.5), timedelta(seconds=1), timedelta(seconds=2))
quiet.MORNING, quiet.NIGHT_BEGINS = time.min, time.max
