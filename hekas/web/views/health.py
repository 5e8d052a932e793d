"""For machines: is the process alive, and can it do its work?"""

from django.core.cache import cache
from django.db import OperationalError, connection
from django.http import HttpRequest, JsonResponse
from redis.exceptions import RedisError

from hekas.web.access import public


@public("a load balancer has no account; it says nothing but that the process lives")
def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


@public("a load balancer has no account; it says only which engine does not answer")
def readyz(request: HttpRequest) -> JsonResponse:
    """200 while the database and the broker answer, 503 with the names of those that do not."""
    silent = [name for name, answers in (("database", _database), ("broker", _broker)) if not answers()]
    status = "waiting for " + " and ".join(silent) if silent else "ok"
    return JsonResponse({"status": status}, status=503 if silent else 200)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except OperationalError:
        return False
    return True


def _broker() -> bool:
    try:
        cache.set("readyz", "1", 10)
    except (RedisError, OSError):
        return False
    return True
