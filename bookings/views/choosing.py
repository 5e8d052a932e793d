"""The page on which a time is chosen, for a new booking and for a move; and the pages that say no."""

from dataclasses import replace
from datetime import datetime, timedelta

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from assessments.queries.advice import Advice
from bookings import labels
from bookings.actions.holds import Wish
from bookings.forms.search import SearchQuery
from bookings.models import Service
from bookings.presenters.clearing import NotClearedPage
from bookings.presenters.search import SHOWN_DAYS, Place, SearchPage, parts_by_day
from bookings.queries import catalogue
from bookings.queries.availability import Found, Seek, zone
from bookings.queries.offers import nearest
from bookings.queries.shown import shown_slots
from bookings.queries.why_gone import why_gone
from bookings.scheduling import policy
from bookings.scheduling.terms import Hindrance, ServiceKind, Status
from bookings.scheduling.windows import suits_from
from bookings.scheduling.working_time import DAY, local_day


def search_page(service: Service, query: SearchQuery, seek: Seek, place: Place, now: datetime) -> SearchPage:
    """Reads everything that the page shows: a fortnight from the first day that suits the client."""
    notice = timedelta(hours=service.notice_hours)
    earliest = policy.earliest_start(now, notice, seek.advice.not_before)
    suited = suits_from(earliest, ServiceKind(service.kind), seek.windows)
    today = local_day(earliest, zone())
    horizon = max(today, policy.last_day(now, seek.horizon_days, zone()))
    wanted = query.since or (local_day(suited, zone()) if suited else today)
    first = min(max(wanted, today), horizon)
    last = min(first + (SHOWN_DAYS - 1) * DAY, horizon)
    return SearchPage(
        service=service,
        place=place,
        therapists=catalogue.therapists_for(service, seek.advice.needs),
        locations=catalogue.locations_of(service),
        chosen=seek.therapist,
        found=_others(seek, shown_slots(seek, first, last, now)),
        first=first,
        last=last,
        horizon=horizon,
        wanted=query.day,
        today=today,
        zone=zone(),
    )


def _others(seek: Seek, found: Found) -> Found:
    """Of a visit that is moved, its own time is no choice: chosen, nothing would be done and nobody told."""
    moving = seek.leaving_out
    if moving is None or moving.status != Status.BOOKED.value:
        return found
    if seek.therapist is not None and seek.therapist.pk != moving.therapist_id:
        return found
    return found.but(moving.starts_at)


def show(
    request: HttpRequest, page: SearchPage, *, form: forms.Form | None = None, moving: object | None = None
) -> HttpResponse:
    """The page; 422 where the form that came back has a fault."""
    context = {"page": page, "form": form, "moving": moving}
    return render(request, "bookings/search.html", context, status=422 if form is not None else 200)


def chosen_therapist(service: Service, query: SearchQuery):  # type: ignore[no-untyped-def]
    """The therapist in the address, or None for no preference; 404 where they do not give this service."""
    if query.therapist is None:
        return None
    found = catalogue.therapist_for(service, query.therapist)
    if found is None:
        raise Http404("no such therapist for this service")
    return found


def gone(
    request: HttpRequest, wish: Wish, seek: Seek, place: Place, now: datetime, *, own: bool = False
) -> HttpResponse:
    """It can't be had: why, and the nearest times, one tap each. `own`: it was held for whoever asks."""
    context = {**_others_near(wish, seek, place, now), "own": own}
    if not own:
        asked = replace(seek, therapist=wish.therapist)
        found = why_gone(asked, wish.start, now)
        context |= {"why": labels.GONE.get(found, ""), "overlaps": found is Hindrance.CLIENT}
    return render(request, "bookings/taken.html", context, status=409)


def unsuited(
    request: HttpRequest, wish: Wish, seek: Seek, place: Place, now: datetime, *, because: str, status: int
) -> HttpResponse:
    """It was held for whoever asks, and does not suit them by what is known now: the nearest that do."""
    context = {**_others_near(wish, seek, place, now), "unsuited": True, "because": because}
    return render(request, "bookings/taken.html", context, status=status)


def _others_near(wish: Wish, seek: Seek, place: Place, now: datetime) -> dict[str, object]:
    return {
        "wish": wish,
        "place": place,
        "days": parts_by_day(nearest(seek, wish.start, now), zone()),
        "therapist": wish.therapist.uuid if wish.therapist else "any",
        "search_href": place.address(),
    }


def not_cleared(request: HttpRequest, advice: Advice, *, status: int = 200) -> HttpResponse:
    """What to do before a booking is possible."""
    context = {"page": NotClearedPage.of(advice)}
    return render(request, "bookings/not_cleared.html", context, status=status)


def not_by_link(request: HttpRequest, href: str, link: str, *, status: int = 200) -> HttpResponse:
    """What to do before a booking is possible, for whoever holds a secret link: nothing of the client."""
    context = {"page": NotClearedPage.by_link(href, link)}
    return render(request, "bookings/not_cleared.html", context, status=status)
