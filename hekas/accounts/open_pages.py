"""A page that stands open, in a second tab or on a desk, learns that whoever it was made for is signed out.

Without scripts it stays until something is pressed, as ever. Source: ASVS 14.3.1.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import constant_time_compare, salted_hmac
from django.views.decorators.http import require_safe

from hekas.accounts.handed_over import handed
from hekas.web.access import by_itself, public

MARK = "X-Page-Of"
STAYS = 204
GOES = "X-Page-Goes"  # the header that says: empty what you show; no proxy's own page has it
REASON = "tells a page that stands open whether it is still theirs; names nobody"


def context(request: HttpRequest) -> dict[str, Callable[[], str]]:
    """`page_of` for every template; asked only where a template does."""
    return {"page_of": lambda: page_of(request)}


def page_of(request: HttpRequest) -> str:
    """Whom the page that is being made is for; nothing where it is for everybody, or nobody is signed in.

    What has not looked at the session by now is the same for everybody, and is not made to look.
    """
    session = getattr(request, "session", None)  # a page for a fault may come before there is one
    is_somebodys = session is not None and (getattr(request, "asks_who", False) or session.accessed)
    return _mark(request) if is_somebodys and request.user.is_authenticated else ""


def _mark(request: HttpRequest) -> str:
    """Of the account and not of its session, which is another after each proof; none tells the account.

    A device of the clinic in a client's hands is somebody else's: pages of work that stand open there go.
    """
    whose = f"{request.user.uuid} {bool(handed(request))}"
    return salted_hmac("a page that stands open", whose, algorithm="sha256").hexdigest()[:32]


@by_itself
@public(REASON)
@require_safe
def open_page(request: HttpRequest) -> HttpResponse:
    """Asked again and again by each such page: it keeps nobody signed in."""
    is_theirs = request.user.is_authenticated and constant_time_compare(
        _mark(request), request.headers.get(MARK, "")
    )
    if is_theirs:
        return HttpResponse(status=STAYS)
    answer = render(request, "account/parts/gone.html")
    answer[GOES] = "1"
    return answer
