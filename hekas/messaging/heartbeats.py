"""The pulse of the machine, kept in the database so that losing the broker does not hide it."""

import logging
from datetime import datetime, timedelta
from typing import Any

from celery.beat import Scheduler
from django.db import DatabaseError, connection
from django.utils import timezone

from hekas.messaging.models import Heartbeat
from hekas.postgres import clock

BEAT, WORKER, BACKUP = "beat", "worker", "backup"
EVERY = timedelta(seconds=30)
ASKED = "hekas.messaging.tasks.heartbeat"  # the worker's pulse, as the beat's schedule names it
log = logging.getLogger(__name__)


def beat(name: str, *, now: datetime) -> None:
    """Write that this part lives."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": now})


def read_back(made_at: datetime) -> None:
    """A backup of that moment came back whole. An older one that is tried later makes the newest no older."""
    if Heartbeat.objects.filter(name=BACKUP, at__gte=made_at).exists():
        return
    beat(BACKUP, now=made_at)


class BeatingScheduler(Scheduler):
    """Celery's static schedule, kept in memory, with a pulse of its own.

    No schedule file, so any number of beats may run beside one another. A clock that is put back does not
    stop it: Celery's own would wait until the old time comes round again. A worker's pulse is asked for at
    once, not half a minute after the start: till then the doctor would miss a worker that is there.
    """

    last_pulse: datetime | None = None
    last_tick: datetime | None = None

    def setup_schedule(self) -> None:
        """As Celery's, with the worker's pulse due at the first tick."""
        super().setup_schedule()
        for entry in self.schedule.values():
            if entry.task == ASKED:
                entry.last_run_at -= EVERY

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """As Celery's, and every half minute a sign of life."""
        now = timezone.now()
        if self.last_tick is not None and now < self.last_tick:
            self._begin_anew()
        self.last_tick = now
        if self.last_pulse is None or now - self.last_pulse >= EVERY:
            self.last_pulse = now
            self._pulse()
        return super().tick(*args, **kwargs)

    def _begin_anew(self) -> None:
        """Everything was last asked for now, by the clock as it is."""
        log.warning("The clock was put back; the schedule begins anew")
        self.last_pulse = self._heap = None
        for entry in self.schedule.values():
            entry.last_run_at = entry.default_now()

    def _pulse(self) -> None:
        try:
            beat(BEAT, now=clock.now())  # the database's: whoever listens goes by that
        except DatabaseError:  # the beat outlives the database's bad moments; doctor sees the missing pulse
            log.exception("The beat could not write its sign of life")
        finally:
            connection.close()
