"""One's own series, by the address or the link of any of its visits. GET only shows; POST ends it."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from bookings import permissions
from bookings.actions import series as actions
from bookings.actions.front_door import SlotTaken
from bookings.presenters.series import OwnSeries
from bookings.presenters.visit import Visit
from bookings.queries import series as queries
from bookings.views.own import actor_by, own_only
from hekas.postgres import clock


@own_only
@require_safe
def own_series(request: HttpRequest, uuid: UUID | None = None, token: str | None = None) -> HttpResponse:
    return render(request, "bookings/own_series.html", {"page": _page(request, uuid, token)})


@own_only
@require_http_methods(["GET", "HEAD", "POST"])
def end_series(request: HttpRequest, uuid: UUID | None = None, token: str | None = None) -> HttpResponse:
    page = _page(request, uuid, token)
    if request.method != "POST":
        return render(request, "bookings/end_series.html", {"page": page})
    try:
        ended = actions.end(series=page.series, by=actor_by(request, page.visit), now=page.visit.now)
    except SlotTaken:
        return render(request, "bookings/end_series.html", {"page": page, "busy": True}, status=409)
    return render(request, "bookings/series_ended.html", {"ended": _words(ended, page), "page": page})


def _words(ended: actions.Ended, page: OwnSeries) -> dict[str, list[Visit]]:
    now = page.visit.now
    return {
        "gone": [Visit(row, now) for row in ended.gone],
        "kept": [Visit(row, now) for row in ended.kept],
    }


def _page(request: HttpRequest, uuid: UUID | None, token: str | None) -> OwnSeries:
    now = clock.now()
    found = permissions.own_appointment_or_404(request, uuid, token, now)
    if found.series is None:
        raise Http404("not part of a series")
    return OwnSeries(found.series, list(queries.all_visits(found.series)), Visit(found, now, token))
