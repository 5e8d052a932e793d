"""`manage.py drain`: send what is due without Celery; for cron, as a second string beside the beat."""

import signal
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand

from hekas.messaging.sending import delivery, sweeper
from hekas.postgres import clock


class Command(BaseCommand):
    """Sweeps, then drains for at most so many seconds, and says what came of it."""

    help = "Send the messages that are due."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How long at most."""
        parser.add_argument("--seconds", type=int, default=50, help="stop after so long (50)")

    def handle(self, *args: Any, seconds: int, **options: Any) -> None:
        """One sweep and one drain."""
        sweeper.sweep(now=clock.now())
        until = clock.now() + timedelta(seconds=seconds)
        with hearing_the_end() as ended:
            ends = delivery.drain(clock=clock.now, until=until, limit=100_000, told_to_end=ended.is_set)
        told = ", ".join(f"{count} {end}" for end, count in sorted(ends.items())) or "nothing was due"
        self.stdout.write(told)


@contextmanager
def hearing_the_end() -> Iterator[Event]:
    """SIGTERM, as of a machine that is put out, ends the drain after the letter that it has in hand."""
    ended = Event()
    before = signal.signal(signal.SIGTERM, lambda *_: ended.set())
    try:
        yield ended
    finally:
        signal.signal(signal.SIGTERM, before)
