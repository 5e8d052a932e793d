"""How long a session lives: idle and in all. Nothing that a request says makes it longer.

The times stand in the session, where only the server writes. Source: security.md; ASVS 7.3.1, 7.3.2.
"""

import time
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from hekas.accounts.models import User
from hekas.accounts.permissions import Role

BEGAN, SEEN = "signed_in_at", "last_seen_at"
NOTED_EVERY = 60  # seconds; the session is not written at every page


def begin(request: HttpRequest, **_: Any) -> None:
    """Somebody has signed in."""
    request.session.set_expiry(None)  # not that of the visit before it
    request.session[BEGAN] = request.session[SEEN] = time.time()


def within_limits(request: HttpRequest, user: Any) -> Any:
    """The user of a session that is still good; nobody where it has run out, and then it is emptied."""
    if not user.is_authenticated:
        return user
    now, session = time.time(), request.session
    if has_run_out(session, user, now):
        session.flush()
        request.has_run_out = True  # type: ignore[attr-defined]
        return AnonymousUser()
    if now - session.get(SEEN, 0) >= NOTED_EVERY and not _is_by_itself(request):
        session.setdefault(BEGAN, now)
        session[SEEN] = now
    return user


def _is_by_itself(request: HttpRequest) -> bool:
    """Whether a page that stands open asks, and nobody who sits before it (hekas.web.access.by_itself)."""
    return getattr(getattr(request.resolver_match, "func", None), "is_by_itself", False)


def has_run_out(session: SessionBase, user: User, now: float) -> bool:
    """Was it idle for too long, or is it too old? One that says nothing of either has just begun."""
    is_client = user.role == Role.CLIENT
    idle = settings.SESSION_IDLE_CLIENT if is_client else settings.SESSION_IDLE_STAFF
    is_idle = now - session.get(SEEN, now) > idle
    return is_idle or now - session.get(BEGAN, now) > settings.SESSION_COOKIE_AGE
