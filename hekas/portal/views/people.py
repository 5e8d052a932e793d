"""Where signing in leads, and the client's own page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from bookings.permissions import person_of
from bookings.presenters.visit import Visit
from bookings.presenters.waitlist import Waiting
from bookings.queries import own, waitlist
from hekas.accounts.permissions import Permission
from hekas.messaging.queries.written import unread
from hekas.portal.presenters.home import first_of, plan_of, result_of
from hekas.postgres import clock
from hekas.web.access import requires, signed_in

FIRST_PAGES = (
    (Permission.SEE_CLINIC_DAY, "portal:clinic_day"),
    (Permission.SEE_OWN_DAY, "portal:therapist_day"),
    (Permission.OWN_CARE, "portal:home_client"),
)
PAST_SHOWN = 10


@signed_in
@require_safe
def after_sign_in(request: HttpRequest) -> HttpResponse:
    """The first page of one's role."""
    return redirect(next((name for may, name in FIRST_PAGES if request.user.may(may)), "portal:home"))


@requires(Permission.OWN_CARE)
@require_safe
def home_client(request: HttpRequest) -> HttpResponse:
    """The next visit, the plan, the result, and what has been."""
    now, person = clock.now(), person_of(request)
    client = person.client
    upcoming = [Visit(row, now) for row in own.upcoming(client, now)] if client else []
    advice, plan = person.advice(now), plan_of(client, now)
    context = {
        "client": client,
        "advice": advice,
        "plan": plan,
        "first": first_of(advice, bool(upcoming), plan),
        "result": result_of(advice.result_uuid, now),
        "waiting": [Waiting(row) for row in waitlist.of_client(client)] if client else [],
        "upcoming": upcoming,
        "regular": next((visit.series_href for visit in upcoming if visit.series_href), ""),
        "unread": unread(client) if client else 0,
        "past": [Visit(row, now) for row in own.past(client, now)[:PAST_SHOWN]] if client else [],
    }
    return render(request, "portal/home_client.html", context)
