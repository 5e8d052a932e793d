"""How many letters a stranger can make us write: to one address, and from one place. Counted as tries are."""

from allauth.core.internal import ratelimit
from django.http import HttpRequest

from hekas.accounts.models.sameness import deliverable

APP = "allauth.account"
LIMITS = {
    "letter": "6/h/key,60/h/ip",
    "return_link": "20/h/ip",
    "sign_up": "1/5s/key",
    "sign_up_page": "60/h/ip",
}


def may_write_to(request: HttpRequest, email: str) -> bool:
    """May one more letter of signing in and up go there? Asking counts. Whoever asks is told the same."""
    return _consume(request, "letter", _box(email))


def might_write_to(request: HttpRequest, email: str) -> bool:
    """Could one more letter go there? Asking does not count."""
    return _consume(request, "letter", _box(email), dry_run=True)


def may_sign_up(request: HttpRequest, email: str) -> bool:
    """Is this the first of two presses, of an account or of none? Asking counts."""
    return _consume(request, "sign_up", _box(email))


def forget_sign_up(request: HttpRequest, email: str) -> None:
    """A press that ended in a fault of ours was none: no letter went, so the next one is not the second."""
    for action, config in (("sign_up", LIMITS), ("confirm_email", None)):
        ratelimit.clear(request, app=APP, action=action, config=config, key=_box(email))


def may_begin_session(request: HttpRequest) -> bool:
    """May one more page to sign up keep a session for who opened it? Asking counts."""
    return _consume(request, "sign_up_page")


def may_ask_for_link(request: HttpRequest) -> bool:
    """May one more link to carry on be asked for from this address of the network? Asking counts."""
    return _consume(request, "return_link")


def _box(email: str) -> str:
    """One letter box is one, however its address is written: a mark that nobody sees makes no other."""
    return deliverable(email).lower()


def _consume(request: HttpRequest, action: str, key: str | None = None, *, dry_run: bool = False) -> bool:
    given = {"app": APP, "config": LIMITS, "limit_get": True, "dry_run": dry_run}
    return bool(ratelimit.consume(request, action=action, key=key, **given))
