"""Pages for what went wrong. Each says what a person can do next; none shows how the inside looks."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from hekas.web.access import public

REASON = "an error page is for whoever meets the error"


@public(REASON)
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/400.html", status=400)


@public(REASON)
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/403.html", status=403)


@public(REASON)
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


@public(REASON)
def server_error(request: HttpRequest) -> HttpResponse:
    """The reference is in the log with the traceback. No context processor runs: one may be the fault."""
    page = render_to_string("errors/500.html", {"reference": getattr(request, "reference", "")})
    return HttpResponse(page, status=500)


@public(REASON)
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "errors/csrf.html", status=403)
