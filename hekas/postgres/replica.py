"""Reads that may lag go to a standby, where there is one: reports, and the lists that are for everybody.

Nothing goes there by itself: a block or a view says `may_lag`. Whoever just booked, and everything that
decides whether something may be booked, reads the primary. A standby that is away costs nothing but its help.
"""

import functools
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections

REPLICA = "replica"
PAUSE_SECONDS = 10.0
P, R = ParamSpec("P"), TypeVar("R")
_lagging: ContextVar[bool] = ContextVar("reads may lag", default=False)


@dataclass
class _Pause:
    """Until when this process does not ask the standby."""

    until: float = 0.0


_pause = _Pause()


class ReplicaRouter:
    """Django's router: writes, migrations and all other reads are the primary's."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        return REPLICA if _lagging.get() else DEFAULT_DB_ALIAS

    def db_for_write(self, model: Any, **hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db != REPLICA


@contextmanager
def may_lag() -> Iterator[None]:
    """Within this block reads go to the standby, if one is set and answers."""
    token = _lagging.set(_answers())
    try:
        yield
    finally:
        _lagging.reset(token)


def reads_may_lag(view: Callable[P, R]) -> Callable[P, R]:
    """A view whose reads may lag. It must write nothing, and must be read whole before it returns."""

    @functools.wraps(view)
    def lagging(*args: P.args, **kwargs: P.kwargs) -> R:
        with may_lag():
            return view(*args, **kwargs)

    return lagging


def _answers() -> bool:
    """Is there a standby, and does it live? Asked once a request; not again for a while after a no."""
    if REPLICA not in settings.DATABASES or time.monotonic() < _pause.until:
        return False
    standby = connections[REPLICA]
    try:
        standby.close_if_unusable_or_obsolete()
        standby.ensure_connection()
        if standby.is_usable():
            return True
    except (OperationalError, InterfaceError):
        standby.close()
    _pause.until = time.monotonic() + PAUSE_SECONDS
    return False
