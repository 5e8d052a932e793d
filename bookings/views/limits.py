"""How many times one address of the network may keep, and how often it may look, without a key.

Who answers all questions anew for each time could else keep a whole day from everybody. Counted are new holds
only: whoever changes their mind moves the hold that they have.
"""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from bookings.models import Appointment
from bookings.scheduling.policy import HOLD_LASTS
from hekas.web.limits import HOUR, MINUTE, refuse, refuse_address


def refuse_hold(request: HttpRequest, now: datetime) -> HttpResponse | None:
    """The page that says so where too many holds, or series, began at this address while one lasts.

    A series that is booked and ended again and again is letters to whatever address was given.
    """
    most, seconds = settings.HOLDS_PER_ADDRESS, int(HOLD_LASTS.total_seconds())
    return refuse_address(request, "hold", most, seconds, now)


def refuse_search(request: HttpRequest, now: datetime) -> HttpResponse | None:
    """The page that says so where this address looked for times too often in this minute."""
    return refuse_address(request, "search", settings.SEARCHES_PER_ADDRESS, MINUTE, now)


def refuse_wait(request: HttpRequest, now: datetime) -> HttpResponse | None:
    """The page that says so where too many joined the waiting list from this address within the hour.

    A time that comes free is kept for each of them in turn, and would be for nobody else.
    """
    return refuse_address(request, "wait", settings.HOLDS_PER_ADDRESS, HOUR, now)


def refuse_move(request: HttpRequest, moving: Appointment, now: datetime) -> HttpResponse | None:
    """The page that says so where this visit was moved too often within the hour.

    Whoever books under somebody else's address and number could else send them a letter with each move.
    """
    return refuse(request, "move", str(moving.uuid), settings.MOVES_PER_VISIT, HOUR, now)
