"""The therapist's day, and one visit."""

from datetime import date, datetime
from urllib.parse import urldefrag
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from bookings.forms.search import date_in
from bookings.permissions import appointment_to_mark_or_404
from bookings.presenters.desk import by_trouble
from bookings.presenters.visit import Visit
from bookings.queries import days
from bookings.queries.availability import zone
from bookings.queries.to_call import to_call
from bookings.queries.to_do import to_do
from bookings.scheduling.working_time import local_day
from bookings.views.frames import frame_of
from hekas.accounts.permissions import Permission
from hekas.accounts.session import therapist_or_404
from hekas.portal.presenters.calls import Call
from hekas.portal.presenters.cards import Card
from hekas.portal.presenters.therapist_day import TherapistPage
from hekas.postgres import clock
from hekas.web.access import requires


@requires(Permission.SEE_OWN_DAY)
@require_safe
def therapist_day(request: HttpRequest) -> HttpResponse:
    """One's own visits, each client's result a click away."""
    now = clock.now()
    on = day_asked(request, now)
    lane = days.day_of(therapist_or_404(request), on, now)
    whom = to_call(now, lane.therapist)
    page = TherapistPage(days.with_calls(lane, {one.appointment.pk for one in whom}), on, now)
    calls = [Call(one) for one in whom]
    groups = by_trouble(to_do(now, lane.therapist), is_own=True)
    return render(request, "portal/therapist_day.html", {"page": page, "calls": calls, "groups": groups})


@requires(Permission.MARK_VISITS)
@require_safe
def visit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One visit for staff: its facts, how to reach the client, what may be marked."""
    now, row = clock.now(), appointment_to_mark_or_404(request, uuid)
    card = Card(days.visit_of(row), now=now)
    may_move = card.may_move and request.user.may(Permission.BOOK_FOR_OTHERS)
    context = {"card": card, "visit": Visit(row, now), "back": _day_page(request, card), "may_move": may_move}
    context |= {"frame": frame_of(request, "base_staff.html"), "next": _next(request, card)}
    return render(request, "portal/visit.html", context)


def _day_page(request: HttpRequest, card: Card) -> str:
    """The day that the visit is on, as this person sees days."""
    page = "clinic_day" if request.user.may(Permission.SEE_CLINIC_DAY) else "therapist_day"
    return f"{reverse(f'portal:{page}')}?day={local_day(card.start, zone())}#{card.place}"


def _next(request: HttpRequest, card: Card) -> str:
    """Where a mark leads: back to this page; out of the board's dialog, to the same board at this visit."""
    if not request.htmx:  # type: ignore[attr-defined]
        return request.path
    board = request.htmx.current_url_abs_path or _day_page(request, card)  # type: ignore[attr-defined]
    return f"{urldefrag(board).url}#{card.place}"


def day_asked(request: HttpRequest, now: datetime) -> date:
    """The day in the address, or today."""
    return date_in(request.GET.get("day", "")) or local_day(now, zone())
