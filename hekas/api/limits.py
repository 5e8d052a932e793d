"""How often somebody may ask: counters in the cache, one for each window of time.

Where the cache does not answer, nobody is turned away, and it is not asked again for a few seconds: a clinic
that can't count can still be booked.
"""

import ipaddress
import logging
import math
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from redis.exceptions import RedisError

from hekas.api import terms
from hekas.api.models import ApiKey
from hekas.api.problems import Problem

logger = logging.getLogger(__name__)
PAUSE_SECONDS = 5
HOUSEHOLD_BITS = 64  # one connection has a whole such network of IPv6 addresses


@dataclass
class _Pause:
    """Until when this process does not ask the cache."""

    until: float = 0.0


_pause = _Pause()


def count_key(key: ApiKey, now: datetime) -> None:
    """Raises Problem where the key has had its share of this second."""
    _count(f"key:{key.pk}", key.per_second, 1, now)


def count_address(address: str, now: datetime) -> None:
    """Raises Problem where the address has had its share of this minute."""
    _count(f"address:{_household(address)}", terms.PER_ADDRESS_PER_MINUTE, 60, now)


def _count(who: str, most: int, seconds: int, now: datetime) -> None:
    moment = now.timestamp()
    window = int(moment // seconds)
    if _times(f"api:{who}:{window}", seconds, moment) > most:
        wait = max(1, math.ceil((window + 1) * seconds - moment))
        detail = f"At most {most} in {seconds} seconds. Try again in {wait}."
        raise Problem("too_many_requests", detail, headers={"Retry-After": str(wait)})


def _times(name: str, seconds: int, moment: float) -> int:
    """Which time this is, 1 for the first; 0 where nobody can tell."""
    if moment < _pause.until:
        return 0
    try:
        return cache.count(name, 2 * seconds)
    except (RedisError, OSError) as fault:
        logger.warning("requests are not counted for %s seconds: %s", PAUSE_SECONDS, type(fault).__name__)
        _pause.until = moment + PAUSE_SECONDS
        return 0


def _household(address: str) -> str:
    """The address, or the network of an IPv6 address; what is neither counts as itself."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 4:
        return address
    return str(ipaddress.ip_network((found, HOUSEHOLD_BITS), strict=False).network_address)
