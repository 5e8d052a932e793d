"""Free times as they were a moment ago, kept in the cache for whoever only looks.

Everything that is kept carries the versions that it was read under: that of the whole clinic, and that of
each place at which its times lie. Every commit that takes or frees time gives new values to the places where
that therapist works and to the room's own; one that changes hours, closures or the catalogue, to the clinic.
So what is shown is fresh, but for half a minute where a writer died between its commit and the new version.
Nothing personal is ever kept, and no booking reads here. Where the cache does not answer, everything is only
slower.
"""

import logging
import secrets
import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import NamedTuple, TypeVar

from django.core.cache import cache
from django.db import transaction
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

Value = TypeVar("Value")
Versions = dict[int, object]  # by place; None where there is none
Watch = Callable[[Iterable[int]], None]  # to be told the places, before what takes their time is read
VERSION = "slots:version"
KEPT_SECONDS, PAUSE_SECONDS = 30, 5
MOST_GUESSES = 1_000
_places_of: dict[str, tuple[int, ...]] = {}  # at which places a list's times lay last; only ever a guess
_pause_until = [0.0]  # a cache that does not answer is not asked by this process for a few seconds


class Kept(NamedTuple):
    """A list as it was read, under which versions."""

    clinic: object
    places: Versions
    value: object


def unwatched(places: Iterable[int]) -> None:
    """The `Watch` of whoever keeps nothing."""


def remembered(name: str, make: Callable[[Watch], Value]) -> Value:
    """What `make` gave under this name and the versions of now, or gives.

    `make` is handed a function, which it tells the places that its times can lie at: after it has read who
    works where, and before it reads what is taken. What tells none depends on the clinic's version alone.
    """
    key = f"slots:list:{name}"
    guess = _places_of.get(name, ())
    known = _ask(lambda: cache.get_many([VERSION, key, *map(_name, guess)]))
    if known is None:
        return make(unwatched)
    told: Versions = {place: known.get(_name(place)) for place in guess}
    clinic, kept = known.get(VERSION), known.get(key)
    if kept is not None and kept.clinic == clinic and kept.places == _versions(kept.places, told):
        _expect(name, kept.places)
        return kept.value
    seen: list[Versions | None] = []
    value = make(lambda places: seen.append(_versions(places, told)))
    if None not in seen:
        places = {place: version for one in seen if one for place, version in one.items()}
        _expect(name, places)
        _ask(lambda: cache.set(key, Kept(clinic, places, value), KEPT_SECONDS))
    return value


def _expect(name: str, places: Iterable[int]) -> None:
    """The next search of that name asks for these versions with its list, in one question."""
    if len(_places_of) >= MOST_GUESSES:
        _places_of.clear()
    _places_of[name] = tuple(places)


def forget_on_commit(places: Iterable[int] | None = None) -> None:
    """When the caller's transaction commits, nothing counts any more that was read before of these places.

    Without places: of any.
    """
    transaction.on_commit(partial(forget, None if places is None else tuple(places)))


def forget(places: Iterable[int] | None = None) -> None:
    """Versions that never were before, so that a cache that was emptied can't bring back what is old."""
    names = [VERSION] if places is None else [_name(place) for place in places]
    if names:
        _ask(lambda: cache.set_many({name: secrets.token_hex(8) for name in names}, None))


def _versions(places: Iterable[int], told: Versions) -> Versions | None:
    """Out of what is told already, or asked; None where the cache does not answer."""
    names = {place: _name(place) for place in places}
    if names.keys() <= told.keys():
        return {place: told[place] for place in names}
    known = _ask(lambda: cache.get_many(names.values())) if names else {}
    return None if known is None else {place: known.get(name) for place, name in names.items()}


def _name(place: int) -> str:
    return f"{VERSION}:{place}"


def _ask(call: Callable[[], Value]) -> Value | None:
    if time.monotonic() < _pause_until[0]:
        return None
    try:
        return call()
    except (RedisError, OSError) as fault:
        logger.warning("free times are not kept for %s seconds: %s", PAUSE_SECONDS, type(fault).__name__)
        _pause_until[0] = time.monotonic() + PAUSE_SECONDS
        return None
