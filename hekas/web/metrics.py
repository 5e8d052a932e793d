"""What is counted of every request, in OpenMetrics. Names of views, never addresses: those hold ids and keys.

With PROMETHEUS_MULTIPROC_DIR set, every web process writes to a file of its own and any of them answers for
all. deploy/gunicorn.conf.py gives each process the number of its place (METRICS_PLACE), so that a process
that follows another goes on in its file, and the files do not grow in number.
"""

import os
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry, Counter, Histogram, multiprocess, values

MANY = "PROMETHEUS_MULTIPROC_DIR"
PLACE = "METRICS_PLACE"
Respond = Callable[[HttpRequest], HttpResponse]

if MANY in os.environ:
    values.ValueClass = values.MultiProcessValue(lambda: os.environ.get(PLACE) or os.getpid())

own = CollectorRegistry()
REQUESTS = Counter("hekas_requests", "Requests answered.", ["method", "view", "status"], registry=own)
SECONDS = Histogram(
    "hekas_request_seconds",
    "Time from the first middleware to the answer.",
    ["view"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
    registry=own,
)
CONFLICTS = Counter("hekas_conflicts", "Answers 409: the time was just taken.", ["view"], registry=own)
KNOWN_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


def registry() -> CollectorRegistry:
    """What this process counted, or what all web processes of this node counted."""
    if MANY not in os.environ:
        return own
    all_of_them = CollectorRegistry()
    multiprocess.MultiProcessCollector(all_of_them)
    return all_of_them


class CountRequests:
    """Counts each answer under the name of its view."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        view = match.view_name if match and match.view_name else "none"
        method = request.method if request.method in KNOWN_METHODS else "other"
        REQUESTS.labels(method, view, response.status_code).inc()
        SECONDS.labels(view).observe(time.perf_counter() - began)
        if response.status_code == 409:
            CONFLICTS.labels(view).inc()
        return response
