"""How often one address of the network may begin the questions, leave word and save answers, without a key.

Each is a row or a version of one that is kept for weeks: a program could else fill the disk. Generous, for a
clinic's waiting room, a club or a family is behind one router.
"""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from hekas.web.limits import HOUR, MINUTE, refuse_address


def refuse_begin(request: HttpRequest, now: datetime) -> HttpResponse | None:
    """The page that says so where too many began the questions at this address within the hour."""
    return refuse_address(request, "begin", settings.INTAKES_PER_ADDRESS, HOUR, now)


def refuse_word(request: HttpRequest, now: datetime) -> HttpResponse | None:
    """The page that says so where too many left a name and a number from this address within the hour."""
    return refuse_address(request, "word", settings.INTAKES_PER_ADDRESS, HOUR, now)


def refuse_answer(request: HttpRequest, now: datetime) -> HttpResponse | None:
    """The page that says so where too many pages of answers came from this address within the minute."""
    return refuse_address(request, "answer", settings.ANSWERS_PER_ADDRESS, MINUTE, now)
