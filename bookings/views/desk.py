"""The desk's own pages: move or lengthen a visit, block time and free it, what to look at.

Each is a page, and the same page in the dialog of the board.
"""

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from bookings import permissions
from bookings.actions import desk as actions
from bookings.actions.appointments import Changed
from bookings.actions.front_door import SlotTaken
from bookings.forms.desk import BlockForm, MoveVisitForm
from bookings.forms.search import date_in, moment_in, uuid_in
from bookings.models import Appointment
from bookings.presenters import desk as presenter
from bookings.presenters.desk import Refusal, away_words, by_trouble
from bookings.presenters.visit import Visit
from bookings.queries import desk as queries
from bookings.queries.availability import Seek, zone
from bookings.queries.desk import Spot
from bookings.queries.offers import nearest
from bookings.queries.person import booked_by
from bookings.queries.series import course_of
from bookings.queries.to_do import to_do as visits_to_do
from bookings.scheduling.working_time import local_day
from bookings.views.frames import done, show
from hekas.accounts.models import Therapist, treats
from hekas.accounts.permissions import Permission
from hekas.accounts.session import actor_of
from hekas.postgres import clock
from hekas.web.access import requires

CONFLICT, FAULTY = 409, 422
OTHERS = 5  # so many free times are looked for, to be offered instead
at_the_desk = requires(Permission.BOOK_FOR_OTHERS)


@at_the_desk
@require_http_methods(["GET", "HEAD", "POST"])
def desk_move(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Where a visit goes: by the form, or prefilled by a drag; only the button moves it."""
    row, now = permissions.booked_or_404(uuid), clock.now()
    givers = row.service.therapists.filter(treats()).order_by("name", "id")
    if request.method != "POST":
        if request.GET.get("seen", str(row.version)) != str(row.version):  # dragged on a board that is old
            return _changed(request, row, now)
        return _asked_by_drag(request, row, givers, now)
    form = MoveVisitForm(request.POST, service=row.service, therapists=givers, now=now)
    if "version" in form.errors:  # no page of ours says none, and nobody could fill it in
        return _changed(request, row, now, presenter.OUT_OF_DATE)
    return _move(request, row, form, now) if form.is_valid() else _move_page(request, row, form, FAULTY)


def _asked_by_drag(
    request: HttpRequest, row: Appointment, givers: QuerySet[Therapist], now: datetime
) -> HttpResponse:
    """Over somebody who does not give it: the page says so, and names who has the visit now."""
    spot, refused = _spot_of(row, request), None
    if spot["therapist"] not in {str(who.uuid) for who in givers}:
        wanted = Therapist.objects.filter(uuid=spot["therapist"]).first()
        refused = presenter.gives_it_not(wanted, row.service) if wanted else None
        spot["therapist"] = str(row.therapist.uuid)
    form = MoveVisitForm(initial=spot, service=row.service, therapists=givers, now=now)
    return _move_page(request, row, form, refused=refused)


def _spot_of(row: Appointment, request: HttpRequest) -> dict[str, Any]:
    """The visit as it stands, with what the address says instead."""
    start = (moment_in(request.GET.get("start")) or row.starts_at).astimezone(zone())
    length = request.GET.get("minutes", "")
    return {
        "therapist": str(uuid_in(request.GET.get("therapist")) or row.therapist.uuid),
        "day": date_in(request.GET.get("day")) or start.date(),
        "at": start.time(),
        "minutes": int(length) if length.isdecimal() and len(length) < 4 else row.minutes,
        "version": row.version,
    }


def _move(request: HttpRequest, row: Appointment, form: MoveVisitForm, now: datetime) -> HttpResponse:
    spot, client = form.spot(), row.client
    others = partial(_others, row, spot, form, now)
    may_overbook = request.user.may(Permission.OVERBOOK)
    over = form.cleaned_data["overbook"] if may_overbook else ""
    try:
        moved = actions.move(
            appointment=row,
            spot=spot,
            by=actor_of(request),
            now=now,
            seen=form.cleaned_data["version"],
            overbook=over,
        )
    except actions.InTheWay as refusal:
        refused = others(presenter.in_the_way(refusal, spot, client, over, may_overbook=may_overbook))
    except actions.NotYet as refusal:
        refused = replace(presenter.not_yet(refusal.missing), ask=False)
    except Changed:
        return _changed(request, row, now)
    except SlotTaken:
        refused = others(Refusal([presenter.BUSY]))
    else:
        return done(request, presenter.moved_words(moved), local_day(moved.starts_at, zone()))
    return _move_page(request, row, form, CONFLICT, refused)


def _others(row: Appointment, spot: Spot, form: MoveVisitForm, now: datetime, refused: Refusal) -> Refusal:
    """The nearest times that are free for so long a visit, of whoever gives it; not the one that it has."""
    advice = booked_by(row).advice(now)
    seek = Seek(row.service, advice, None, row.client, row, course_of(row), lasting=spot.minutes)
    names = {who.pk: who for who in form.therapists.values()}
    found = [one for one in nearest(seek, spot.start, now, OTHERS) if one.slot.therapist in names]
    stands = (row.starts_at, row.therapist_id, row.minutes)
    offers = [one for one in found if (one.slot.start, one.slot.therapist, spot.minutes) != stands]
    page, keep = reverse("bookings:desk_move", args=[row.uuid]), {"minutes": str(spot.minutes)}
    return presenter.with_others(refused, offers, names, page, keep)


def _changed(
    request: HttpRequest, row: Appointment, now: datetime, why: str = presenter.CHANGED
) -> HttpResponse:
    """Somebody else was first: the form as the visit stands now."""
    fresh = permissions.booked_or_404(row.uuid)
    givers = fresh.service.therapists.filter(treats()).order_by("name", "id")
    start = fresh.starts_at.astimezone(zone())
    initial = {"therapist": str(fresh.therapist.uuid), "day": start.date(), "at": start.time()}
    initial |= {"minutes": fresh.minutes, "version": fresh.version}
    form = MoveVisitForm(initial=initial, service=fresh.service, therapists=givers, now=now)
    return _move_page(request, fresh, form, CONFLICT, Refusal([why]))


def _move_page(
    request: HttpRequest,
    row: Appointment,
    form: MoveVisitForm,
    status: int = 200,
    refused: Refusal | None = None,
) -> HttpResponse:
    standing = permissions.booked_or_404(row.uuid)
    context = {"visit": Visit(standing, clock.now()), "form": form, "refused": refused}
    return show(request, "move", context, status)


@at_the_desk
@require_http_methods(["GET", "HEAD", "POST"])
def desk_block(request: HttpRequest) -> HttpResponse:
    """Time in which nobody new is booked with a therapist."""
    now = clock.now()
    if request.method != "POST":
        day = date_in(request.GET.get("day")) or local_day(now, zone())
        initial = {"day": day, "therapist": str(uuid_in(request.GET.get("therapist")) or "")}
        form = BlockForm(initial=initial, therapists=queries.therapists(), now=now)
        return show(request, "block", {"form": form})
    form = BlockForm(request.POST, therapists=queries.therapists(), now=now)
    if not form.is_valid():
        return show(request, "block", {"form": form}, FAULTY)
    said, who = form.cleaned_data, form.chosen()
    try:
        blocked = actions.block(
            therapist=who, span=said["span"], reason=said["reason"], by=actor_of(request), now=now
        )
    except SlotTaken:
        return show(request, "block", {"form": form, "refused": Refusal([presenter.BUSY])}, CONFLICT)
    return done(request, presenter.blocked_words(blocked), said["day"])


@at_the_desk
@require_http_methods(["GET", "HEAD", "POST"])
def desk_unblock(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What is blocked, and the button that frees it."""
    try:
        off = permissions.time_off_or_404(uuid)
    except Http404:
        return _free_already(request)
    if request.method != "POST":
        when = away_words(off.during.lower, off.during.upper)
        day = local_day(off.during.lower, zone())
        return show(request, "unblock", {"off": off, "when": when, "day": f"{day:%Y-%m-%d}"})
    day = local_day(off.during.lower, zone())
    actions.unblock(off=off, by=actor_of(request), now=clock.now())
    return done(request, f"{off.therapist.name} can be booked then again.", day)


def _free_already(request: HttpRequest) -> HttpResponse:
    """The second of two presses finds nothing blocked any more; the page says of which day it was."""
    day = date_in(request.POST.get("day", ""))
    if day is None:
        raise Http404("nothing is blocked")
    return done(request, "That time is free already.", day)


@at_the_desk
@require_safe
def to_do(request: HttpRequest) -> HttpResponse:
    """Visits that can't stay where they stand."""
    groups = by_trouble(visits_to_do(clock.now()))
    return render(request, "bookings/desk/to_do.html", {"groups": groups})
