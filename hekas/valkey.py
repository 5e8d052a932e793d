"""The cache in Valkey, and what stands in for it while it is away: sign-in goes on, and is still counted.

Three kinds of key. Tries of signing in and used codes (`allauth…`) then go to the database: the same limits,
the same library, a table of bounded size. Sessions are read from and written to their own table, as always;
what the cache could not be told is noted, and taken out of it before it is asked again, so that nobody who
has signed out comes back with an old copy. Everything else raises, and whoever asks can do without.
Source: faults 23, 47.
"""

import logging
import time
from dataclasses import dataclass
from typing import Any

from django.contrib.sessions.backends.cached_db import KEY_PREFIX as SESSIONS
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.db import connection
from redis.exceptions import RedisError

from hekas.cache import Cache

logger = logging.getLogger(__name__)
PAUSE_SECONDS = 5
COUNTED = "allauth"
STALE, STALE_FOR = "stale:", 12 * 60 * 60  # no session is older


@dataclass
class _Pause:
    """Until when this process does not ask Valkey for what it can do without it."""

    until: float = 0.0
    was_away: bool = False


_pause = _Pause()


class StandIn(DatabaseCache):
    """Django's cache in the database, which can also say what stands in it."""

    def named(self, prefix: str) -> list[str]:
        """The names, without the prefix, of all entries whose name begins so."""
        start, table = self.make_key(prefix), connection.ops.quote_name(self._table)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT cache_key FROM {table} WHERE starts_with(cache_key, %s)", [start])  # noqa: S608 - our own table
            return [name.removeprefix(start) for (name,) in cursor.fetchall()]


class ValkeyCache(Cache):
    """The cache in Valkey, with its answers to one key at a time led past an absence."""

    def add(self, key: str, *args: Any, **more: Any) -> Any:
        return self._ask("add", key, *args, **more)

    def get(self, key: str, *args: Any, **more: Any) -> Any:
        return self._ask("get", key, *args, **more)

    def set(self, key: str, *args: Any, **more: Any) -> Any:
        return self._ask("set", key, *args, **more)

    def delete(self, key: str, *args: Any, **more: Any) -> Any:
        return self._ask("delete", key, *args, **more)

    def has_key(self, key: str, *args: Any, **more: Any) -> Any:
        return self._ask("has_key", key, *args, **more)

    def _ask(self, what: str, key: str, *args: Any, **more: Any) -> Any:
        ask = getattr(super(), what)
        if not key.startswith((COUNTED, SESSIONS)):
            return ask(key, *args, **more)
        if time.monotonic() >= _pause.until:
            try:
                self._take_out_what_is_stale()
                return ask(key, *args, **more)
            except (RedisError, OSError) as fault:
                logger.warning("Valkey is not asked for %s s: %s", PAUSE_SECONDS, type(fault).__name__)
                _pause.until, _pause.was_away = time.monotonic() + PAUSE_SECONDS, True
        return self._without(what, key, *args, **more)

    def _without(self, what: str, key: str, *args: Any, **more: Any) -> Any:
        """A try goes to the database; of a session nothing is known, and what changed is noted."""
        stand_in = caches["stand_in"]
        if key.startswith(COUNTED):
            return getattr(stand_in, what)(key, *args, **more)
        if what in ("set", "delete"):
            stand_in.set(STALE + key, True, STALE_FOR)
        return args[0] if what == "get" and args else None

    def _take_out_what_is_stale(self) -> None:
        """Before anything is read again: copies that were changed or ended while nobody could say so."""
        if not _pause.was_away:
            return
        stand_in = caches["stand_in"]
        for key in stand_in.named(STALE):
            super().delete(key)
            stand_in.delete(STALE + key)
        _pause.was_away = False
