"""What staff do to a visit: mark what happened, or call it off for the client."""

from urllib.parse import urldefrag
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from bookings import permissions
from bookings.actions import appointments, attendance, desk
from bookings.actions.front_door import SlotTaken
from bookings.adapters import letters
from bookings.forms.search import VersionForm
from bookings.models import Appointment
from bookings.presenters.check_in import CheckInPage
from bookings.presenters.desk import against
from bookings.presenters.visit import Visit
from bookings.queries.clearing import Missing
from bookings.scheduling.lifecycle import NotAllowed
from bookings.scheduling.terms import Event
from hekas.accounts.permissions import Permission
from hekas.accounts.session import actor_of
from hekas.postgres import clock
from hekas.web.access import requires

TAKEN = (
    "That time belongs to somebody else now, so it can't be undone. Nothing was changed: "
    "the visit stands as it was marked. Book another time for them at the desk if they need one."
)
IN_THE_WAY = "It can’t go back there. {} Nothing was changed. Book another time for them at the desk."
BUSY = "Others are booking at that time just now. Nothing was changed. Please try once more."
OLD = "This visit was on {}: from the next day on it stays finished. Nothing was changed."
MARKED = "Someone marked this visit a moment ago: {}. This is how it stands now."
AHEAD = "This visit is on {}, so nobody has come or missed it yet. Nothing was changed."
ON_THE_DAY = frozenset({Event.ARRIVE, Event.FULFIL, Event.MISS, Event.UNDO, Event.REOPEN})


@requires(Permission.MARK_VISITS)
@require_POST
def mark(request: HttpRequest, uuid: UUID) -> HttpResponse:
    appointment = permissions.appointment_to_mark_or_404(request, uuid)
    event = request.POST.get("event", "")
    if event not in ON_THE_DAY:
        raise Http404("no such mark")
    try:
        attendance.mark(appointment=appointment, event=Event(event), by=actor_of(request), now=clock.now())
    except attendance.CheckInRefused as refusal:
        return _not_yet(request, appointment, refusal.missing)
    except NotAllowed:
        messages.warning(request, MARKED.format(_named(appointment)))
    except attendance.NotItsTime:
        words = OLD if event == Event.REOPEN else AHEAD
        messages.warning(request, words.format(letters.when(appointment)))
    except SlotTaken:
        messages.warning(request, TAKEN)
    else:
        return redirect(_back(request))
    return redirect(urldefrag(_back(request)).url)  # what could not be done is said at the top


def _named(appointment: Appointment) -> str:
    client = appointment.client
    return f"{client.name if client else 'name to come'}, {letters.when(appointment)}"


def _not_yet(request: HttpRequest, appointment: Appointment, missing: Missing) -> HttpResponse:
    """Why nobody checks this client in, for whoever stands at the desk; nothing of the body is in it."""
    visit, may_release = Visit(appointment, clock.now()), request.user.may(Permission.CLEAR_CLIENTS)
    context = {"page": CheckInPage(missing, may_release, is_out=visit.is_cancelled), "visit": visit}
    return render(request, "bookings/not_checked_in.html", context, status=409)


@requires(Permission.MARK_VISITS)
@require_http_methods(["GET", "HEAD", "POST"])
def call_off(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Cancel for the client, whatever the cut-off says. GET asks, POST does it."""
    appointment = permissions.appointment_to_mark_or_404(request, uuid)
    form = VersionForm(request.POST) if request.method == "POST" else None
    if form is None or not form.is_valid():
        return _ask(request, appointment, form)
    seen, now = form.cleaned_data["version"], clock.now()
    try:
        appointments.cancel(
            appointment=appointment, by=actor_of(request), now=now, seen=seen, for_clinic=True
        )
    except (appointments.Changed, SlotTaken):
        messages.warning(request, "Someone changed this visit a moment ago. This is how it stands now.")
    else:
        messages.success(request, "The visit is cancelled, and the client is told.")
    return redirect("portal:visit", uuid)


@requires(Permission.MARK_VISITS)
@require_POST
def put_back(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One press: what went because nobody was reached in time stands again, where its time is free."""
    appointment, form = permissions.appointment_to_mark_or_404(request, uuid), VersionForm(request.POST)
    if not form.is_valid():
        messages.warning(request, "The page was out of date. This is how the visit stands now.")
        return redirect("portal:visit", uuid)
    seen = form.cleaned_data["version"]
    try:
        desk.put_back(appointment=appointment, by=actor_of(request), now=clock.now(), seen=seen)
    except desk.NotYet as refusal:
        return _not_yet(request, appointment, refusal.missing)
    except appointments.Changed:
        messages.warning(request, "Someone changed this visit a moment ago. This is how it stands now.")
    except desk.InTheWay as refusal:
        why = " ".join(against(refusal, appointment.client))
        messages.warning(request, IN_THE_WAY.format(why))
    except SlotTaken:
        messages.warning(request, BUSY)
    else:
        messages.success(request, "The visit stands again, and the client is told.")
    return redirect("portal:visit", uuid)


def _ask(request: HttpRequest, appointment: Appointment, form: VersionForm | None) -> HttpResponse:
    context = {"visit": Visit(appointment, clock.now()), "form": form}
    return render(request, "bookings/call_off.html", context, status=422 if form is not None else 200)


def _back(request: HttpRequest) -> str:
    """The page that the button stood on, if it is ours."""
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if ours else reverse("portal:after_sign_in")
