"""The cache: Django's own for Valkey, with one client a connection pool and a counter in one round trip.

Django builds a client anew for each command, and the client keeps count of it for metrics that nobody reads:
each takes longer than the command itself. So what every request asks goes straight to a connection of the
library's pool, which makes one anew where it was closed.
"""

from collections.abc import Iterable
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import ResponseError

Command = tuple[Any, ...]


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

    def get(self, key: str, default: Any) -> Any:
        (kept,) = self._ask(("GET", key), write=False)
        return default if kept is None else self._serializer.loads(kept)

    def set(self, key: str, value: Any, timeout: int | None) -> None:
        if timeout == 0:
            super().set(key, value, timeout)
            return
        until = () if timeout is None else ("EX", timeout)
        self._ask(("SET", key, self._serializer.dumps(value), *until))

    def get_many(self, keys: Iterable[str]) -> dict[str, Any]:
        names = list(keys)
        (kept,) = self._ask(("MGET", *names), write=False)
        found = zip(names, kept, strict=True)
        return {name: self._serializer.loads(value) for name, value in found if value is not None}

    def count(self, key: str, seconds: int) -> int:
        """Both in one round trip; should one ever be lost on the way, the next count makes up for it."""
        return int(self._ask(("INCR", key), ("EXPIRE", key, seconds, "NX"))[0])

    def _ask(self, *commands: Command, write: bool = True) -> list[Any]:
        """The answer to each, in one round trip. Raises RedisError, also where one of them was refused."""
        pool = self._get_connection_pool(write)
        connection = pool.get_connection()
        try:
            connection.send_packed_command(connection.pack_commands(commands))
            answers = [_answer(connection) for _ in commands]
        except BaseException:  # a worker that is told to stop, too: the answer would be somebody else's
            connection.disconnect()
            raise
        finally:
            pool.release(connection)
        for answer in answers:
            if isinstance(answer, ResponseError):
                raise answer
        return answers


def _answer(connection: Any) -> Any:
    """A refusal is an answer as well: what comes behind it is still read, else the next would get it."""
    try:
        return connection.read_response()
    except ResponseError as refused:
        return refused


class Cache(RedisCache):
    """Django's cache interface, and `count`."""

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = _Client

    def count(self, key: str, seconds: int) -> int:
        """Which time this is since the first, 1 for the first; forgotten `seconds` after that."""
        return self._cache.count(self.make_and_validate_key(key), seconds)
