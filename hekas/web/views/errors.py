"""Pages for what went wrong. Each says what a person can do next; none shows how the inside looks."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from redis import exceptions as valkey

from hekas.postgres.faults import has_waited
from hekas.web.access import public

# The database does not answer, or answers nobody new; or something asked Valkey that can't do without it.
AWAY = (OperationalError, InterfaceError, valkey.ConnectionError, valkey.TimeoutError)
SOON = "30"  # seconds; a database that restarts is back by then
REASON = "an error page is for whoever meets the error"


@public(REASON)
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/400.html", status=400)


@public(REASON)
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/403.html", status=403)


@public(REASON)
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Also with a page of its own, where the exception names one (`template`)."""
    return render(request, getattr(exception, "template", "errors/404.html"), status=404)


def not_this_way(request: HttpRequest, allowed: str) -> HttpResponse:
    """Somebody opened the address of a button; `allowed`: the methods that it takes."""
    response = render(request, "errors/405.html", status=405)
    response["Allow"] = allowed
    return response


@public(REASON)
def too_many(request: HttpRequest) -> HttpResponse:
    """The limits of signing in: nobody learns which of them, or whether the account exists."""
    response = render(request, "errors/429.html", status=429)
    response["Retry-After"] = "60"
    return response


@public(REASON)
def server_error(request: HttpRequest) -> HttpResponse:
    """The reference is in the log with the traceback. No context processor runs: one may be the fault.

    503 where the database is away, or others had the same in hand for longer than we wait. What was typed may
    be saved before what was pressed is done: that not all was done is true of every page.
    """
    fault = sys.exc_info()[1]
    away = isinstance(fault, AWAY)
    name = "busy" if has_waited(fault) else "503" if away else "500"
    said = {"reference": getattr(request, "reference", ""), "posted": request.method == "POST"}
    page = render_to_string(f"errors/{name}.html", said)
    return HttpResponse(page, status=503 if away else 500, headers={"Retry-After": SOON} if away else None)


@public(REASON)
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "errors/csrf.html", status=403)
