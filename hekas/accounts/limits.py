"""How many letters a stranger can make us write: to one address, and from one place. Counted as tries are."""

from allauth.core.internal import ratelimit
from django.http import HttpRequest

LIMITS = {"letter": "6/h/key,60/h/ip", "return_link": "20/h/ip", "sign_up": "1/5s/key"}


def may_write_to(request: HttpRequest, email: str) -> bool:
    """May one more letter of signing in and up go there? Asking counts. Whoever asks is told the same."""
    return _consume(request, "letter", email.lower())


def may_sign_up(request: HttpRequest, email: str) -> bool:
    """Is this the first of two presses, of an account or of none? Asking counts."""
    return _consume(request, "sign_up", email.lower())


def may_ask_for_link(request: HttpRequest) -> bool:
    """May one more link to carry on be asked for from this address of the network? Asking counts."""
    return _consume(request, "return_link")


def _consume(request: HttpRequest, action: str, key: str | None = None) -> bool:
    given = {"app": "allauth.account", "config": LIMITS, "limit_get": True}
    return bool(ratelimit.consume(request, action=action, key=key, **given))
