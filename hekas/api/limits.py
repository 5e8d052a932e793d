"""How often a program may ask, with a key and without."""

from datetime import datetime

from hekas.api import terms
from hekas.api.models import ApiKey
from hekas.api.problems import Problem
from hekas.web.counting import household, seconds_to_wait


def count_key(key: ApiKey, now: datetime) -> None:
    """Raises Problem where the key has had its share of this second."""
    _count(f"key:{key.pk}", key.per_second, 1, now)


def count_address(address: str, now: datetime) -> None:
    """Raises Problem where the address has had its share of this minute."""
    _count(f"address:{household(address)}", terms.PER_ADDRESS_PER_MINUTE, 60, now)


def _count(who: str, most: int, seconds: int, now: datetime) -> None:
    wait = seconds_to_wait(f"api:{who}", most, seconds, now)
    if wait:
        detail = f"At most {most} in {seconds} seconds. Try again in {wait}."
        raise Problem("too_many_requests", detail, headers={"Retry-After": str(wait)})
