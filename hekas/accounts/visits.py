"""How long a browser without an account keeps what is its own: while somebody goes on, and a day at most.

A shared phone forgets: looking at pages makes it no longer, and nothing does after a day. The times stand in
the session, where only the server writes. Source: security.md; ASVS 7.3.1, 7.3.2.
"""

import time
from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest

BEGAN, WENT_ON = "visit_began_at", "visit_went_on_at"
NOTED_EVERY = 60  # seconds; the session is not written at every answer


def go_on(request: HttpRequest) -> None:
    """Somebody who is not signed in has begun, answered, sent or booked."""
    session, now = request.session, time.time()
    if request.user.is_authenticated or now - session.get(WENT_ON, 0) < NOTED_EVERY:
        return
    session[WENT_ON] = now
    ends = min(now + settings.SESSION_COOKIE_AGE, session.setdefault(BEGAN, now) + settings.VISIT_IN_ALL)
    session.set_expiry(datetime.fromtimestamp(ends, UTC))
