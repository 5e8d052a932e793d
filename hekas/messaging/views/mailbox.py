"""The development mailbox. Its addresses exist only in development."""

from uuid import UUID

from csp.decorators import csp
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from hekas.messaging import mailbox
from hekas.messaging.mailbox import Kept
from hekas.web.access import public

SHOWN = 50
REASON = "only in development, where every address is invented"
ONLY_LOOKS = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["data:"],
    "base-uri": ["'none'"],
    "form-action": ["'none'"],
    "frame-ancestors": ["'none'"],
    "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
}


@public(REASON)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Letters and texts, newest first."""
    return render(request, "messaging/mailbox.html", {"kept": mailbox.newest(SHOWN)})


@public(REASON)
@require_GET
def letter(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One letter or text."""
    return render(request, "messaging/letter.html", {"letter": _kept_or_404(uuid)})


@public(REASON)
@csp(ONLY_LOOKS)
@require_GET
def html(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The HTML part as a mail program would show it: styled, but without scripts or origin."""
    return HttpResponse(_kept_or_404(uuid).html)


def _kept_or_404(uuid: UUID) -> Kept:
    found = mailbox.find(uuid)
    if found is None:
        raise Http404("no such letter")
    return found
