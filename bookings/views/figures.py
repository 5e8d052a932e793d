"""The clinic's figures, over whole weeks."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bookings.presenters.figures import of_none, pictures
from bookings.queries.availability import zone
from bookings.queries.figures import WEEK, booked_from
from bookings.queries.figures import figures as read
from bookings.scheduling.working_time import local_day, monday_of, whole_day
from hekas.accounts.permissions import Permission
from hekas.postgres import clock
from hekas.postgres.replica import may_lag
from hekas.web.access import requires

SPANS = {"4": "4 weeks", "12": "12 weeks", "26": "Half a year", "52": "A year"}
USUAL = "12"


@requires(Permission.SEE_FIGURES)
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Up to the end of last week: this one is not over."""
    asked = request.GET.get("weeks", "")
    weeks = int(asked if asked in SPANS else USUAL)
    monday = monday_of(local_day(clock.now(), zone()))
    first = monday - weeks * WEEK
    spans = [(value, words, int(value) == weeks) for value, words in SPANS.items()]
    with may_lag():
        found = read(first, weeks)
        shown = pictures(found)
        instead = "" if shown else _instead(monday)
    context = {"pictures": shown, "spans": spans, "instead": instead}
    context |= {"first": found.first, "is_young": found.first > first}
    return render(request, "bookings/figures.html", context)


def _instead(monday: date) -> str:
    ahead, first = booked_from(whole_day(monday, zone()).start)
    return of_none(ahead, monday_of(local_day(first, zone())) + WEEK if first else None)
