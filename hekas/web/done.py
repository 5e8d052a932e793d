"""What this browser has done at an address that opens nothing any more: a second press there is told so.

Kept in the session, by hash: it opens nothing, and in every other browser the address stays dead.
"""

from django.http import HttpRequest

from hekas.web.secret_links import hash_of

DONE, MOST = "done", 10


def remember_done(request: HttpRequest, address: str, what: str) -> None:
    request.session[DONE] = [*request.session.get(DONE, []), [hash_of(address), what]][-MOST:]


def done_here(request: HttpRequest, address: str) -> str:
    """What this browser did last at the address, or nothing."""
    return str(dict(request.session.get(DONE, [])).get(hash_of(address), ""))
