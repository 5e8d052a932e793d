"""What is not a call: the description, addresses that are none, and methods that nobody takes."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from hekas.api import limits
from hekas.api.answers import ok, problem_response
from hekas.api.application import api
from hekas.api.problems import Problem
from hekas.web.access import public
from hekas.web.addresses import client_address

View = Callable[..., HttpResponse]


@public("a description of the calls, without any data")
@csrf_exempt
def description(request: HttpRequest) -> HttpResponse:
    return edge(lambda request: ok(api.get_openapi_schema()))(request)


@public("says only that nothing is there, as a problem and not as a page")
@csrf_exempt
def nothing_there(request: HttpRequest) -> HttpResponse:
    return problem_response(request, Problem("not_found", "There is no such address."))


def edge(view: View) -> View:
    """GET and HEAD alone, as often as an address may ask."""

    @wraps(view)
    def ask(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return not_this_way(request, "GET, HEAD")
        try:
            limits.count_address(client_address(request), timezone.now())
        except Problem as problem:
            return problem_response(request, problem)
        return view(request, *args, **kwargs)

    return ask


def not_this_way(request: HttpRequest, allowed: str) -> HttpResponse:
    detail = f"This address takes {allowed}."
    return problem_response(request, Problem("method_not_allowed", detail, headers={"Allow": allowed}))


def operation(view: View, reason: str) -> View:
    """A path of django-ninja's under our guard: its own doors decide, cookies are nothing to it."""

    @wraps(view)
    def ask(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked, request.method = request.method, _as_get(request.method)
        response = view(request, *args, **kwargs)
        request.method = asked
        return not_this_way(request, response["Allow"]) if response.status_code == 405 else response

    return public(reason)(ask)


def _as_get(method: str | None) -> str | None:
    """Whoever takes GET takes HEAD; the server leaves the body out."""
    return "GET" if method == "HEAD" else method
