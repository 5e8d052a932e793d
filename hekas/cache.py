"""The cache: Django's own for Valkey, with one client a connection pool and a counter in one round trip.

Django builds a client anew for each command, which takes longer than the command itself.
"""

from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient


class _Client(RedisCacheClient):
    """Keeps the client of each pool; a client has no state but its pool, and is safe among threads."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._made: dict[int, Any] = {}

    def get_client(self, key: str | None = None, *, write: bool = False) -> Any:
        place = self._get_connection_pool_index(write)
        if place not in self._made:
            self._made[place] = super().get_client(key, write=write)
        return self._made[place]

    def count(self, key: str, seconds: int) -> int:
        """Both in one round trip; should one ever be lost on the way, the next count makes up for it."""
        with self.get_client(key, write=True).pipeline(transaction=False) as both:
            return int(both.incr(key).expire(key, seconds, nx=True).execute()[0])


class Cache(RedisCache):
    """Django's cache interface, and `count`."""

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = _Client

    def count(self, key: str, seconds: int) -> int:
        """Which time this is since the first, 1 for the first; forgotten `seconds` after that."""
        return self._cache.count(self.make_and_validate_key(key), seconds)
