"""Free times as they were a moment ago, kept in the cache for whoever only looks.

Everything that is kept carries the version that it was read under, and every commit that takes or frees time,
or changes hours, closures or the catalogue, gives the version a new value. So what is shown is fresh, but for
half a minute where a writer died between its commit and the new version. Nothing personal is ever kept, and
no booking reads here. Where the cache does not answer, everything is only slower.
"""

import logging
import secrets
import time
from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache
from django.db import transaction
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

Value = TypeVar("Value")
VERSION = "slots:version"
KEPT_SECONDS, PAUSE_SECONDS = 30, 5
_pause_until = [0.0]  # a cache that does not answer is not asked by this process for a few seconds


def remembered(name: str, make: Callable[[], Value]) -> Value:
    """What `make` gave under this name and the version of now, or gives."""
    key = f"slots:{name}"
    known = _ask(lambda: cache.get_many([VERSION, key]))
    if known is None:
        return make()
    version, kept = known.get(VERSION), known.get(key)
    if kept is not None and kept[0] == version:
        return kept[1]
    value = make()
    _ask(lambda: cache.set(key, (version, value), KEPT_SECONDS))
    return value


def forget_on_commit() -> None:
    """When the caller's transaction commits, nothing that was read before counts any more."""
    transaction.on_commit(forget)


def forget() -> None:
    """A version that never was before, so that a cache that was emptied can't bring back what is old."""
    _ask(lambda: cache.set(VERSION, secrets.token_hex(8), None))


def _ask(call: Callable[[], Value]) -> Value | None:
    if time.monotonic() < _pause_until[0]:
        return None
    try:
        return call()
    except (RedisError, OSError) as fault:
        logger.warning("free times are not kept for %s seconds: %s", PAUSE_SECONDS, type(fault).__name__)
        _pause_until[0] = time.monotonic() + PAUSE_SECONDS
        return None
