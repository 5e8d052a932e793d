"""The cache: one client a pool, and a counter that can't live for ever."""

from concurrent.futures import ThreadPoolExecutor
from socket import SHUT_RDWR

import pytest
from django.conf import settings
from django.core.cache import cache, caches
from redis.exceptions import ResponseError

from hekas import embedded


@pytest.fixture(autouse=True)
def _engine():
    """No test of this file uses the database, which would bring Valkey up as well."""
    if settings.EMBEDDED_VALKEY:
        embedded.attach(settings.VAR_DIR)


def test_the_client_of_a_pool_is_made_once():
    own = caches["default"]._cache
    assert own.get_client("a") is own.get_client("b", write=True)


def test_counting_begins_at_one_and_goes_on():
    cache.delete("counted")
    assert [cache.count("counted", 60) for _ in range(3)] == [1, 2, 3]
    assert cache.get("counted") == 3


def test_a_counter_lives_as_long_as_its_first_count_said():
    cache.delete("counted")
    cache.count("counted", 60)
    cache.count("counted", 6000)
    assert 0 < caches["default"]._cache.get_client().ttl(cache.make_key("counted")) <= 60


def test_a_counter_that_was_emptied_begins_again():
    cache.count("counted", 60)
    cache.delete("counted")
    assert cache.count("counted", 60) == 1


def test_many_at_once_are_each_counted():
    cache.delete("counted")
    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(lambda _: cache.count("counted", 60), range(40))) == list(range(1, 41))


def test_what_was_refused_leaves_no_answer_to_whoever_asks_next():
    cache.set("word", "abc", 60)
    with pytest.raises(ResponseError):
        cache.count("word", 60)
    assert cache.get("word") == "abc"


def test_a_connection_that_was_closed_meanwhile_is_made_anew():
    cache.set("word", "abc", 60)
    pool = caches["default"]._cache.get_client().connection_pool
    idle = pool.get_connection()
    idle._sock.shutdown(SHUT_RDWR)
    pool.release(idle)
    assert cache.get("word") == "abc"


class Stopped(BaseException):
    """As a signal comes: in between any two lines."""


def test_an_answer_that_nobody_read_is_not_the_next_ones(monkeypatch):
    """It could be the session of somebody else."""
    cache.set_many({"theirs": "abc", "own": "xyz"}, 60)
    with monkeypatch.context() as patch, pytest.raises(Stopped):
        patch.setattr("hekas.cache._answer", stop)
        cache.get("theirs")
    monkeypatch.setattr("redis.connection.AbstractConnection.can_read", lambda *args, **more: False)
    assert cache.get("own") == "xyz"


def stop(connection):
    raise Stopped


@pytest.mark.parametrize(("timeout", "left"), [(60, 60), (None, -1), (0, -2)])
def test_a_value_lives_as_long_as_it_was_kept_for(timeout, left):
    cache.delete("word")
    cache.set("word", "abc", timeout)
    assert caches["default"]._cache.get_client().ttl(cache.make_key("word")) == left
    assert cache.get("word", "nothing") == ("nothing" if timeout == 0 else "abc")
