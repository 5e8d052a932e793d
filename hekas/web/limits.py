"""The page for whoever asks more often than one address of the network, or one visit, may."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hekas.web.addresses import client_address
from hekas.web.counting import household, seconds_to_wait

MINUTE, HOUR = 60, 3600


def refuse_address(
    request: HttpRequest, what: str, most: int, seconds: int, now: datetime
) -> HttpResponse | None:
    """Counts one more of `what` for the address; the page that says so where it is too many."""
    return refuse(request, what, household(client_address(request)), most, seconds, now)


def refuse(
    request: HttpRequest, what: str, who: str, most: int, seconds: int, now: datetime
) -> HttpResponse | None:
    """Counts one more of `what` for `who`; `most` = 0 counts nothing."""
    wait = seconds_to_wait(f"pages:{what}:{who}", most, seconds, now) if most else 0
    if not wait:
        return None
    page = {"what": what, "minutes": -(-wait // MINUTE)}
    refused = render(request, "too_often.html", page, status=429)
    refused["Retry-After"] = str(wait)
    return refused
