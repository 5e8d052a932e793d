"""One's own appointment, from the account, from the browser that booked, or by a link in a message.

GET only shows; a mail scanner that follows every link changes nothing.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from assessments.queries.advice import Advice
from bookings import permissions
from bookings.actions import appointments, holds
from bookings.actions.front_door import SlotTaken
from bookings.adapters.calendar_file import calendar_text
from bookings.forms.search import MoveForm, SearchQuery, VersionForm
from bookings.presenters.search import Place
from bookings.presenters.visit import Visit
from bookings.queries.availability import Seek, zone
from bookings.queries.person import booked_by
from bookings.queries.series import course_of, to_come
from bookings.scheduling.working_time import DAY, local_day
from bookings.views import choosing, limits
from hekas.accounts.session import actor_of
from hekas.audit.actors import Actor
from hekas.postgres import clock
from hekas.web.access import public
from hekas.web.done import done_here, remember_done

LOOK_BACK = 3 * DAY
BY_LINK_TOO = public("shows one appointment, to its account, its browser or whoever has the secret link")
NOT_KEPT = cache_control(private=True, no_store=True)


def own_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """What the loader gives may be shown here, and no cache on the way keeps it."""
    return BY_LINK_TOO(NOT_KEPT(_used_links(view)))


def _used_links(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The browser that used a letter's link reads what became of it; to all others the link never was."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, token: str | None = None, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, token=token, **kwargs)
        except Http404:
            done = done_here(request, token) if token is not None else ""
            if not done:
                raise
        status = 409 if request.method == "POST" else 200
        return render(request, "bookings/link_used.html", {"done": done}, status=status)

    return shown


@own_only
@require_safe
def appointment(request: HttpRequest, uuid: UUID | None = None, token: str | None = None) -> HttpResponse:
    visit = _visit(request, uuid, token)
    return render(request, "bookings/appointment.html", {"visit": visit})


@own_only
@require_safe
def calendar(request: HttpRequest, uuid: UUID | None = None, token: str | None = None) -> HttpResponse:
    visit = _visit(request, uuid, token)
    headers = {"Content-Disposition": 'attachment; filename="appointment.ics"'}
    text = calendar_text(visit.appointment, visit.now)
    return HttpResponse(text, content_type="text/calendar; charset=utf-8", headers=headers)


@own_only
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, uuid: UUID | None = None, token: str | None = None) -> HttpResponse:
    visit = _visit(request, uuid, token)
    if request.method != "POST":
        return _question(request, visit)
    form = VersionForm(request.POST)
    if not form.is_valid():
        return render(request, "bookings/cancel.html", {"visit": visit, "form": form}, status=422)
    return _cancel(request, visit, form.cleaned_data["version"])


def _question(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Asked only where a yes would do something."""
    if not visit.may_change:
        return _stands(request, visit)
    return render(request, "bookings/cancel.html", {"visit": visit})


def _stands(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Nothing can be changed here any more: how it stands, and who can help."""
    refusal = appointments.TooLate.__name__ if visit.is_booked else ""
    return render(request, "bookings/appointment.html", {"visit": visit, "refusal": refusal}, status=409)


def _cancel(request: HttpRequest, visit: Visit, seen: int) -> HttpResponse:
    try:
        appointments.cancel(
            appointment=visit.appointment, by=actor_by(request, visit), now=visit.now, seen=seen
        )
    except (appointments.Changed, appointments.TooLate, SlotTaken) as refusal:
        return _refused(request, visit, refusal)
    used(request, visit, "cancelled")
    series = visit.appointment.series
    has_others = series is not None and to_come(series, visit.now).exists()
    return render(request, "bookings/cancelled.html", {"visit": visit, "has_others": has_others})


def used(request: HttpRequest, visit: Visit, done: str) -> None:
    if visit.token is not None:
        remember_done(request, visit.token, done)


@own_only
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, uuid: UUID | None = None, token: str | None = None) -> HttpResponse:
    visit = _visit(request, uuid, token)
    if not visit.may_change:
        return _stands(request, visit)
    if request.method != "POST":
        return _times(request, visit, _same_therapist(visit, request))
    query = SearchQuery.read(request.POST)
    form = MoveForm(request.POST)
    if not form.is_valid():
        return _times(request, visit, query, form)
    return limits.refuse_move(request, visit.appointment, visit.now) or _move(request, visit, form, query)


def _times(
    request: HttpRequest, visit: Visit, query: SearchQuery, form: forms.Form | None = None
) -> HttpResponse:
    seek = _seek(visit, query, visit.now)
    if not seek.advice.may_book:
        return _not_cleared(request, visit, seek.advice)
    query = query if query.day or query.since else _around(visit)
    page = choosing.search_page(visit.appointment.service, query, seek, _place(visit), visit.now)
    return choosing.show(request, page, form=form, moving=visit)


def _not_cleared(request: HttpRequest, visit: Visit, advice: Advice, *, status: int = 200) -> HttpResponse:
    """Why, to its client; by link only where to go: the safety questions show no answer."""
    if visit.token is None:
        return choosing.not_cleared(request, advice, status=status)
    return choosing.not_by_link(request, visit.before_href, "Answer the safety questions", status=status)


def _same_therapist(visit: Visit, request: HttpRequest) -> SearchQuery:
    """Whoever chose a therapist keeps them until they choose again."""
    query, moving = SearchQuery.read(request.GET), visit.appointment
    if "therapist" in request.GET or moving.any_therapist or not moving.therapist.is_bookable:
        return query
    return replace(query, therapist=moving.therapist.uuid)


def _around(visit: Visit) -> SearchQuery:
    """Until another day is asked for, the page opens on the day of the visit."""
    day = local_day(visit.appointment.starts_at, zone())
    return SearchQuery(None, None, day=day, since=day - LOOK_BACK)


def _move(request: HttpRequest, visit: Visit, form: MoveForm, query: SearchQuery) -> HttpResponse:
    moving, now = visit.appointment, visit.now
    therapist = choosing.chosen_therapist(moving.service, query)
    wish = holds.Wish(moving.service, form.cleaned_data["start"], therapist, course_of(moving))
    try:
        appointments.move(
            appointment=moving,
            wish=wish,
            by=actor_by(request, visit),
            now=now,
            seen=form.cleaned_data["version"],
        )
    except holds.NotCleared as refusal:
        return _not_cleared(request, visit, refusal.advice, status=403)
    except holds.NeverOnOffer:
        form.add_error("start", "That time is not on offer. Choose one of the times below.")
        return _times(request, visit, query, form)
    except SlotTaken:
        return choosing.gone(request, wish, _seek(visit, query, now), _place(visit), now)
    except (appointments.Changed, appointments.TooLate) as refusal:
        return _refused(request, visit, refusal)
    return _moved(request, visit)


def _moved(request: HttpRequest, visit: Visit) -> HttpResponse:
    """By link the old address is dead now: the page itself says the new time, and so does the message."""
    if visit.token is None:
        messages.success(request, "Your visit is moved.")
        return redirect("bookings:confirmed", visit.appointment.uuid)
    used(request, visit, "moved")
    return render(request, "bookings/moved.html", {"visit": visit})


def _visit(request: HttpRequest, uuid: UUID | None, token: str | None) -> Visit:
    now = clock.now()
    return Visit(permissions.own_appointment_or_404(request, uuid, token, now), now, token)


def _refused(request: HttpRequest, visit: Visit, refusal: Exception) -> HttpResponse:
    """It changed under the person's eyes, or it is too late: how it stands now, and who can help."""
    fresh = permissions.booked_or_404(visit.appointment.uuid)
    context = {"visit": Visit(fresh, visit.now, visit.token), "refusal": type(refusal).__name__}
    context["used_up"] = permissions.is_used_up(visit.token, visit.now)
    return render(request, "bookings/appointment.html", context, status=409)


def actor_by(request: HttpRequest, visit: Visit) -> Actor:
    """Whoever acts on the visit: the holder of its link, or the one who is signed in."""
    if visit.token is not None:
        return Actor("link", str(visit.appointment.uuid), "link in a message")
    return actor_of(request)


def _seek(visit: Visit, query: SearchQuery, now: datetime) -> Seek:
    moving = visit.appointment
    advice = booked_by(moving).advice(now)
    told = advice if visit.token is None else replace(advice, reasons=())
    therapist = choosing.chosen_therapist(moving.service, query)
    course, says_why = course_of(moving), visit.token is None
    return Seek(moving.service, told, therapist, moving.client, moving, course, says_why)


def _place(visit: Visit) -> Place:
    own = {"version": str(visit.appointment.version)}
    return Place(visit.move_href, visit.move_href, hidden=own)
