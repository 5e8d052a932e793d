"""What this browser has done at an address that opens nothing any more: a second press there is told so.

Kept in the session, by hash: it opens nothing, and in every other browser the address stays dead.
"""

import hashlib

from django.http import HttpRequest

DONE, MOST = "done", 10


def remember_done(request: HttpRequest, address: str, what: str) -> None:
    request.session[DONE] = [*request.session.get(DONE, []), [_hash(address), what]][-MOST:]


def done_here(request: HttpRequest, address: str) -> str:
    """What this browser did last at the address, or nothing."""
    return str(dict(request.session.get(DONE, [])).get(_hash(address), ""))


def _hash(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()
