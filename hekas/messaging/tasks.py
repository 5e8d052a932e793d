"""Celery's doors into this room. Nothing in, one call: the broker never holds what is not also a row."""

from datetime import timedelta

from celery import shared_task

from hekas.messaging import archive, heartbeats, parts
from hekas.messaging.sending import delivery, sweeper
from hekas.postgres import clock

DRAIN_FOR = timedelta(seconds=25)


@shared_task(ignore_result=True)
def drain() -> None:
    """Send what is due. Woken every few seconds; an empty outbox costs one indexed look."""
    delivery.drain(clock=clock.now, until=clock.now() + DRAIN_FOR)


@shared_task(ignore_result=True)
def sweep() -> None:
    """Settle what hung."""
    sweeper.sweep(now=clock.now())


@shared_task(ignore_result=True)
def heartbeat() -> None:
    """Written by a worker because a beat asked through the broker: proves all three."""
    heartbeats.beat(heartbeats.WORKER, now=clock.now())


@shared_task(ignore_result=True)
def put_away() -> None:
    """Old messages go to the archive. Harmless to run twice, or to be killed midway."""
    archive.put_away(now=clock.now())


@shared_task(ignore_result=True)
def make_parts() -> None:
    """Make the parts of the next months for what lies in parts by month."""
    parts.make_ahead(clock.now())
