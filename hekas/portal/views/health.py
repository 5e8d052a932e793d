"""For machines: can this process do its work, and is anybody there to send what it writes?"""

from django.core.cache import cache
from django.db import OperationalError
from django.http import HttpRequest, JsonResponse
from redis.exceptions import RedisError

from hekas.messaging import doctor
from hekas.postgres import clock, isolation
from hekas.web.access import public


@public("a load balancer has no account; it says only which part does not answer")
def readyz(request: HttpRequest) -> JsonResponse:
    """200 while the database and the broker answer, 503 with the names of those that do not.

    A silent worker or beat is named and does no more: this process can still answer and write down.
    """
    silent = [name for name, answers in (("database", _database), ("broker", _broker)) if not answers()]
    if silent:
        return JsonResponse({"status": "waiting for " + " and ".join(silent)}, status=503)
    unwell = [check.name for check in doctor.checks(clock.now()) if not check.well]
    return JsonResponse({"status": "ok", "look_at": unwell})


def _database() -> bool:
    """Whether it answers, and transactions are kept apart in the way by which everything here is decided."""
    try:
        return isolation.of_transactions() == isolation.READ_COMMITTED
    except OperationalError:
        return False


def _broker() -> bool:
    try:
        cache.set("readyz", "1", 10)
    except (RedisError, OSError):
        return False
    return True
