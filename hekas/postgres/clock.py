"""The time by the database's clock: nodes whose own clocks are off agree about holds and links.

Asked once a minute in each process, and again where its own clock has jumped; in between its own clock
runs on from there. In development and tests one machine has one clock, and it is that. Source: fault 17.
"""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

GOOD_FOR = 60  # seconds
JUMP = timedelta(seconds=1)  # less than this is the way to the database and back


@dataclass
class _Known:
    """How far the database is ahead, and by both clocks of this process when that was asked."""

    ahead: timedelta = timedelta(0)
    at: datetime | None = None
    ticks: float = 0.0


_known = _Known()


def now() -> datetime:
    """Aware, UTC."""
    own = timezone.now()
    if not settings.DATABASE_CLOCK:
        return own
    if _known.at is None or _is_old(own, _known.at):
        _ask()
        own = timezone.now()
    return own + _known.ahead


def _is_old(own: datetime, at: datetime) -> bool:
    passed = time.monotonic() - _known.ticks
    return passed > GOOD_FOR or abs((own - at) - timedelta(seconds=passed)) > JUMP


def _ask() -> None:
    with connection.cursor() as cursor:
        before = timezone.now()
        cursor.execute("SELECT clock_timestamp()")
        (told,) = cursor.fetchone()
    after = timezone.now()
    half = (after - before) / 2
    _known.ahead = _likely(told - (before + half), in_doubt=half + JUMP)
    _known.at, _known.ticks = after, time.monotonic()


def _likely(ahead: timedelta, in_doubt: timedelta) -> timedelta:
    """What was known, or none, where it may still be so: a busy machine takes seconds to hear an answer."""
    return next((known for known in (_known.ahead, timedelta(0)) if abs(ahead - known) <= in_doubt), ahead)
