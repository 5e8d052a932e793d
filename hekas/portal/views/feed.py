"""A therapist's visits in their own calendar, by a secret address."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from bookings.actions import feeds
from bookings.adapters.calendar_file import feed_text
from bookings.permissions import therapist_of_feed_or_404
from bookings.queries import days
from hekas.accounts.permissions import Permission
from hekas.accounts.session import actor_of, therapist_or_404
from hekas.postgres import clock
from hekas.web.access import public, requires


@requires(Permission.SEE_OWN_DAY)
@require_http_methods(["GET", "HEAD", "POST"])
def calendar_address(request: HttpRequest) -> HttpResponse:
    """What the address is good for; POST makes one and shows it once."""
    therapist, address = therapist_or_404(request), ""
    if request.method == "POST":
        token = feeds.renew(therapist=therapist, by=actor_of(request), now=clock.now())
        address = settings.SITE_URL + reverse("portal:feed", args=[token])
    return render(request, "portal/calendar_address.html", {"address": address})


@public("whoever has the secret address sees when that therapist is busy, and nothing about anybody")
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """A month back and three ahead, as iCalendar."""
    now = clock.now()
    visits = days.in_calendar(therapist_of_feed_or_404(token), now)
    return HttpResponse(feed_text(visits, now), content_type="text/calendar; charset=utf-8")
