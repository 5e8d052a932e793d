"""One's own series, by the address or the link of any of its visits. GET only shows; POST ends it."""

from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from bookings import permissions
from bookings.actions import series as actions
from bookings.actions import series_event as actions_event
from bookings.actions.appointments import Changed
from bookings.actions.front_door import SlotTaken
from bookings.forms.series import EventForm, NewEventForm
from bookings.presenters.series import NewEvent, OwnSeries
from bookings.presenters.visit import Visit
from bookings.queries import series as queries
from bookings.queries.availability import zone
from bookings.scheduling.working_time import local_day
from bookings.views.own import actor_by, own_only, used
from bookings.views.series_plan import light_service
from hekas.postgres import clock

OTHERS = "Your visits have changed since you looked. This is what would go now."
BUSY = "That did not work just now. Nothing has changed. Please try once more."


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
    used(request, page.visit, "ended")
    return render(request, "bookings/series_ended.html", {"ended": _words(ended, page), "page": page})


@own_only
@require_http_methods(["GET", "HEAD", "POST"])
def series_event(request: HttpRequest, uuid: UUID | None = None, token: str | None = None) -> HttpResponse:
    """Asked for another date, it shows what goes with it; only the button on that page changes anything."""
    page = _page(request, uuid, token)
    if page.series.ended_at is not None:
        return render(request, "bookings/own_series.html", {"page": page}, status=409)
    if request.method == "POST":
        return _change_event(request, page)
    if "event_0" not in request.GET:
        return _ask_event(request, page, EventForm(today=_today(page), initial={"event": page.series.event}))
    form = EventForm(request.GET, today=_today(page))
    if not form.is_valid():
        return _ask_event(request, page, form, 422)
    return _look(request, page, form.cleaned_data["event"])


def _today(page: OwnSeries) -> date:
    return local_day(page.visit.now, zone())


def _ask_event(request: HttpRequest, page: OwnSeries, form: EventForm, status: int = 200) -> HttpResponse:
    return render(request, "bookings/series_event.html", {"page": page, "form": form}, status=status)


def _look(request: HttpRequest, page: OwnSeries, event: date | None, again: str = "") -> HttpResponse:
    now = page.visit.now
    shown = actions_event.looked_at(page.series, event, now, beyond=page.sees_all)
    new = NewEvent(page, event, actions_event.spoilt(shown, event, now), light_service())
    context = {"page": page, "new": new, "again": again}
    return render(request, "bookings/series_event_look.html", context, status=409 if again else 200)


def _change_event(request: HttpRequest, page: OwnSeries) -> HttpResponse:
    form, now = NewEventForm(request.POST), page.visit.now
    if not form.is_valid():
        return _ask_event(
            request, page, EventForm(today=_today(page), initial={"event": page.series.event}), 422
        )
    event, by, series = form.cleaned_data["event"], actor_by(request, page.visit), page.series
    towards = queries.next_of_others(series, now) if page.sees_all and event != series.event else []
    how = {"seen": form.seen, "beyond": page.sees_all}
    try:
        done = actions_event.change(series=series, event=event, **how, by=by, now=now)
    except Changed:
        return _look(request, page, event, OTHERS)
    except SlotTaken:
        return _look(request, page, event, BUSY)
    used(request, page.visit, "event")
    new = NewEvent(page, event, done, light_service(), towards)
    return render(request, "bookings/series_event_done.html", {"page": page, "new": new})


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
    sees_all = token is None and permissions.is_by_account(request, found)
    return OwnSeries(found.series, list(queries.all_visits(found.series)), Visit(found, now, token), sees_all)
