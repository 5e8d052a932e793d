"""The clinic's board, as a day or as a week; and the board alone, for a page that looks again and again."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from bookings import labels
from bookings.forms.search import uuid_in
from bookings.models import Location
from bookings.queries import days, places, waitlist
from bookings.queries.availability import zone
from bookings.queries.days import Day
from bookings.queries.to_call import ToCall, to_call
from bookings.queries.to_do import to_do
from bookings.scheduling.working_time import DAY, local_day, monday_of
from hekas.accounts.permissions import Permission
from hekas.portal.presenters.board import Board
from hekas.portal.presenters.board_part import Part
from hekas.portal.presenters.calls import Call
from hekas.portal.presenters.month import Month
from hekas.portal.presenters.week import Week
from hekas.portal.views.days import day_asked
from hekas.postgres import clock
from hekas.web.access import by_itself, requires

WEEK, CANCELLED = "week", "cancelled"
UNCHANGED = 204
DESK_PLACE, REMEMBERED = "desk_place", timedelta(days=400)


@requires(Permission.SEE_CLINIC_DAY)
@require_safe
def clinic_day(request: HttpRequest) -> HttpResponse:
    """Therapists' days or weeks side by side, at one place. Nothing clinical is on it."""
    now = clock.now()
    shown = _shown(request, now)
    place = shown["part"].place
    context = {
        **shown,
        "live": _live(shown),
        "month": Month(shown["on"], local_day(now, zone())),
        "waiting": waitlist.unserved().count(),
        "to_do": len(to_do(now)),
        "kinds": labels.KIND.items(),
    }
    answer = render(request, "portal/clinic_day.html", context)
    return _remembering(answer, request, place)


@by_itself
@requires(Permission.SEE_CLINIC_DAY)
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The board as it stands now; nothing where that is what the page shows already."""
    live = _live(_shown(request, clock.now()))
    if live["digest"] == request.GET.get("seen"):
        return HttpResponse(status=UNCHANGED)
    return render(request, "portal/parts/board_live.html", {"live": live, "sent": True})


def _shown(request: HttpRequest, now: datetime) -> dict[str, Any]:
    on, is_week = day_asked(request, now), request.GET.get("view") == WEEK
    first = monday_of(on) if is_week else on
    last = first + 6 * DAY if is_week else on
    part = _part(request, first, last, now)
    calls = to_call(now, place=part.place)
    found, waiting = _marked(days.clinic_days(part.shown, now), calls), waitlist.wanting(first, last)
    drawn = {"week": Week(found, on, now, waiting)} if is_week else {"board": Board(found[0], now, waiting)}
    shown = {
        "on": on,
        "view": WEEK if is_week else "day",
        "part": part,
        "calls": [Call(one) for one in calls],
        **drawn,
    }
    shown |= _called_off(request, first, last, part.place)
    asked = {**_asked(shown), **({} if shown["gone"] is not None else {CANCELLED: "1"})}
    return {**shown, "toggle": f"{reverse('portal:clinic_day')}?{urlencode(asked)}"}


def _marked(found: Iterable[Day], calls: Iterable[ToCall]) -> list[Day]:
    """The days with the cards marked of everybody on the list of those to call."""
    whom = {one.appointment.pk for one in calls}
    return [replace(day, lanes=tuple(days.with_calls(lane, whom) for lane in day.lanes)) for day in found]


def _asked(shown: Mapping[str, Any]) -> dict[str, object]:
    return {"day": shown["on"], "view": shown["view"], **shown["part"].values}


def _part(request: HttpRequest, first: date, last: date, now: datetime) -> Part:
    """A clinic of one place shows it all. One of several: as asked, as this desk last asked, or the first."""
    choice, page = list(places.in_use(now)), request.GET.get("page", "")
    place = _place(request, choice) if len(choice) > 1 else None
    number = int(page) if page.isdecimal() and len(page) < 5 else 1
    return Part(choice, place, days.roster(first, last, now, place), number)


def _place(request: HttpRequest, choice: list[Location]) -> Location:
    wanted = [uuid_in(request.GET.get("place")), uuid_in(request.COOKIES.get(DESK_PLACE))]
    by_uuid = {one.uuid: one for one in choice}
    return next((by_uuid[one] for one in wanted if one in by_uuid), choice[0])


def _remembering(answer: HttpResponse, request: HttpRequest, place: Location | None) -> HttpResponse:
    """The browser of a desk keeps which place it looks after, over signing out; and nothing else."""
    if place is not None and request.COOKIES.get(DESK_PLACE) != str(place.uuid):
        answer.set_cookie(
            DESK_PLACE,
            str(place.uuid),
            max_age=REMEMBERED,
            path=reverse("portal:clinic_day"),
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )
    return answer


def _called_off(request: HttpRequest, first: date, last: date, place: Location | None) -> dict[str, Any]:
    """Cancelled visits: how many, and which where somebody asked. One statement."""
    rows = list(days.called_off(first, last, place))
    return {"gone": rows if CANCELLED in request.GET else None, "count": len(rows)}


def _live(shown: Mapping[str, Any]) -> dict[str, str]:
    """The board's HTML and the day's numbers, their fingerprint, and where to ask whether both still hold."""
    name = "week" if shown["view"] == WEEK else "board"
    names = ("portal/parts/called_off.html", f"portal/parts/{name}.html")
    inner = "".join(render_to_string(part, dict(shown)) for part in names)
    facts = _facts(shown)
    digest = hashlib.sha256((inner + facts).encode()).hexdigest()[:16]
    asked = {**_asked(shown), "seen": digest}
    if shown["gone"] is not None:
        asked[CANCELLED] = "1"
    again = f"{reverse('portal:board')}?{urlencode(asked)}"
    return {"inner": inner, "facts": facts, "digest": digest, "again": again}


def _facts(shown: Mapping[str, Any]) -> str:
    """A week has no numbers above it."""
    if "board" not in shown:
        return ""
    return render_to_string("portal/parts/board_facts.html", {**shown, "again": True})
