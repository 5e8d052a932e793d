"""Addresses of version 1. Each is named and guarded one by one: nothing is open for lying under /api/."""

from collections import defaultdict

from django.urls import URLPattern, path, re_path

from hekas.api.application import api
from hekas.api.doors import Open
from hekas.api.openapi import doors_of
from hekas.api.views import edges


def _reasons() -> dict[str, str]:
    """Path → who may use it, method by method."""
    said: dict[str, list[str]] = defaultdict(list)
    for (route, method), door in doors_of(api).items():
        who = "anybody, " if isinstance(door, Open) else ""
        said[route.lstrip("/").replace("{", "<").replace("}", ">")].append(f"{method}: {who}{door.reason}")
    return {route: "; ".join(lines) for route, lines in said.items()}


def _guarded(pattern: URLPattern, reasons: dict[str, str]) -> URLPattern:
    route = str(pattern.pattern)
    return path(route, edges.operation(pattern.callback, reasons[route]), name=pattern.name)


# An address with two methods stands in the list twice; the first of its names is enough.
_calls = {str(pattern.pattern): pattern for pattern in reversed(api.urls[0]) if pattern.name != "api-root"}
app_name = "api"
urlpatterns = [
    path("openapi.json", edges.description, name="description"),
    *(_guarded(pattern, _reasons()) for pattern in reversed(_calls.values())),
    re_path(r"^.*$", edges.nothing_there, name="nothing_there"),
]
