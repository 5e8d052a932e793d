"""How many times one address of the network may keep, and how often it may look, without a key.

Who answers all questions anew for each time could else keep a whole day from everybody. Counted are new holds
only: whoever changes their mind moves the hold that they have.
"""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bookings.scheduling.policy import HOLD_LASTS
from hekas.web.addresses import client_address
from hekas.web.counting import household, seconds_to_wait

MINUTE, HOUR = 60, 3600


def refuse_hold(request: HttpRequest, now: datetime) -> HttpResponse | None:
    """The page that says so where too many holds began at this address while one lasts."""
    return _refuse(request, "hold", settings.HOLDS_PER_ADDRESS, int(HOLD_LASTS.total_seconds()), now)


def refuse_search(request: HttpRequest, now: datetime) -> HttpResponse | None:
    """The page that says so where this address looked for times too often in this minute."""
    return _refuse(request, "search", settings.SEARCHES_PER_ADDRESS, MINUTE, now)


def refuse_wait(request: HttpRequest, now: datetime) -> HttpResponse | None:
    """The page that says so where too many joined the waiting list from this address within the hour.

    A time that comes free is kept for each of them in turn, and would be for nobody else.
    """
    return _refuse(request, "wait", settings.HOLDS_PER_ADDRESS, HOUR, now)


def _refuse(request: HttpRequest, what: str, most: int, seconds: int, now: datetime) -> HttpResponse | None:
    who = f"pages:{what}:{household(client_address(request))}"
    wait = seconds_to_wait(who, most, seconds, now) if most else 0
    if not wait:
        return None
    page = {"what": what, "minutes": -(-wait // MINUTE)}
    refused = render(request, "bookings/too_often.html", page, status=429)
    refused["Retry-After"] = str(wait)
    return refused
