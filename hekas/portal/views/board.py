"""The clinic's board, as a day or as a week; and the board alone, for a page that looks again and again."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bookings.queries import days, waitlist
from bookings.queries.availability import zone
from bookings.queries.to_call import to_call
from bookings.queries.to_do import to_do
from bookings.scheduling.working_time import DAY, local_day, monday_of
from hekas.accounts.permissions import Permission
from hekas.portal.presenters.board import Board
from hekas.portal.presenters.calls import Call
from hekas.portal.presenters.month import Month
from hekas.portal.presenters.week import Week
from hekas.portal.views.days import day_asked
from hekas.web.access import requires

WEEK, CANCELLED = "week", "cancelled"
UNCHANGED = 204


@requires(Permission.SEE_CLINIC_DAY)
@require_safe
def clinic_day(request: HttpRequest) -> HttpResponse:
    """Every therapist's day or week side by side. Nothing clinical is on it."""
    now = timezone.now()
    shown = _shown(request, now)
    context = {
        **shown,
        "live": _live(shown),
        "month": Month(shown["on"], local_day(now, zone())),
        "calls": [Call(one) for one in to_call(now)],
        "waiting": waitlist.unserved().count(),
        "to_do": len(to_do(now)),
    }
    return render(request, "portal/clinic_day.html", context)


@requires(Permission.SEE_CLINIC_DAY)
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The board as it stands now; nothing where that is what the page shows already."""
    live = _live(_shown(request, timezone.now()))
    if live["digest"] == request.GET.get("seen"):
        return HttpResponse(status=UNCHANGED)
    return render(request, "portal/parts/board_live.html", {"live": live})


def _shown(request: HttpRequest, now: datetime) -> dict[str, Any]:
    on = day_asked(request, now)
    if request.GET.get("view") == WEEK:
        gone = _called_off(request, monday_of(on), monday_of(on) + 6 * DAY)
        shown = {"on": on, "view": WEEK, "week": _week(on, now), **gone}
    else:
        board = Board(days.clinic_day(on, now), now, waitlist.wanting(on, on))
        shown = {"on": on, "view": "day", "board": board, **_called_off(request, on, on)}
    asked = {"day": on, "view": shown["view"], **({} if shown["gone"] is not None else {CANCELLED: "1"})}
    return {**shown, "toggle": f"{reverse('portal:clinic_day')}?{urlencode(asked)}"}


def _called_off(request: HttpRequest, first: date, last: date) -> dict[str, Any]:
    """Cancelled visits: how many, and which where somebody asked. One statement."""
    rows = list(days.called_off(first, last))
    return {"gone": rows if CANCELLED in request.GET else None, "count": len(rows)}


def _week(on: date, now: datetime) -> Week:
    first = monday_of(on)
    last = first + 6 * DAY
    return Week(days.clinic_days(first, last, now), on, now, waitlist.wanting(first, last))


def _live(shown: Mapping[str, Any]) -> dict[str, str]:
    """The board's own HTML, its fingerprint, and where to ask whether that is still how it stands."""
    name = "week" if shown["view"] == WEEK else "board"
    names = ("portal/parts/called_off.html", f"portal/parts/{name}.html")
    inner = "".join(render_to_string(part, dict(shown)) for part in names)
    digest = hashlib.sha256(inner.encode()).hexdigest()[:16]
    asked = {"day": shown["on"], "view": shown["view"], "seen": digest}
    if shown["gone"] is not None:
        asked[CANCELLED] = "1"
    return {"inner": inner, "digest": digest, "again": f"{reverse('portal:board')}?{urlencode(asked)}"}
