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

logger = logging.getLogger(__name__)
PAUSE_SECONDS = 5
HOUSEHOLD_BITS = 64  # one connection has a whole such network of IPv6 addresses


@dataclass
class _Pause:
    """Until when this process does not ask the cache."""

    until: float = 0.0


_pause = _Pause()


def seconds_to_wait(who: str, most: int, seconds: int, now: datetime) -> int:
    """Counts one more; 0 where `who` may have it, else the seconds until the next window begins."""
    moment = now.timestamp()
    window = int(moment // seconds)
    if _times(f"{who}:{window}", seconds, moment) <= most:
        return 0
    return max(1, math.ceil((window + 1) * seconds - moment))


def _times(name: str, seconds: int, moment: float) -> int:
    """Which time this is, 1 for the first; 0 where nobody can tell."""
    if moment < _pause.until:
        return 0
    try:
        return int(cache.count(name, 2 * seconds))
    except (RedisError, OSError) as fault:
        logger.warning("requests are not counted for %s seconds: %s", PAUSE_SECONDS, type(fault).__name__)
        _pause.until = moment + PAUSE_SECONDS
        return 0


def household(address: str) -> str:
    """The address, or the network of an IPv6 address; what is neither counts as itself."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 4:
        return address
    return str(ipaddress.ip_network((found, HOUSEHOLD_BITS), strict=False).network_address)
