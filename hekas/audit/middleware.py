"""Tells the history of the rows who is at work, and on which page."""

from collections.abc import Callable
from typing import Any

import pghistory
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

LOOKING = ("GET", "HEAD", "OPTIONS")


class Doer:
    """Whoever is signed in, once somebody has asked: the history alone touches no session."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    def __str__(self) -> str:
        user = getattr(self._request, "_cached_user", None)
        return str(user.uuid) if user is not None and user.is_authenticated else ""


class ContextEncoder(DjangoJSONEncoder):
    """Says who at the moment of writing, when it is known."""

    def default(self, o: Any) -> Any:
        return str(o) if isinstance(o, Doer) else super().default(o)


class WhoChanges:
    """Each row that a request writes carries the account, the pattern of the page and the reference.

    The pattern, such as `bookings/link/<str:token>/`, never the address: it could hold a secret.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in LOOKING:
            return self.get_response(request)
        reference = getattr(request, "reference", "")
        with pghistory.context(by=Doer(request), page=page_of(request), reference=reference):
            return self.get_response(request)


def page_of(request: HttpRequest) -> str:
    """The pattern that the address fits; empty where there is none."""
    try:
        return str(resolve(request.path_info).route)
    except Resolver404:
        return ""
