"""Has anything changed? The safety questions before a visit: by the link of a message, or at the desk.

And for whoever waits for a time, where the answers that they gave have grown too old.

GET only shows; a mail scanner that follows every link begins nothing.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from assessments.actions import asking
from assessments.actions.intakes import TakenBack
from assessments.permissions import lend, lent_before
from bookings import permissions
from bookings.presenters.visit import Visit
from bookings.queries.waitlist import waits_for_newer
from bookings.views.own import NOT_KEPT, actor_by, own_only
from hekas.accounts.actions import consents
from hekas.accounts.consents import ASKED, HEALTH_DATA, THEY_AGREE_FIRST, Asked
from hekas.accounts.models import Client
from hekas.accounts.permissions import Permission
from hekas.accounts.session import actor_of
from hekas.audit.actors import Actor
from hekas.postgres import clock
from hekas.web.access import public, requires

BY_LETTER = public("lends the safety questions to whoever has the secret link of a place on the waiting list")
A_SITTING = timedelta(hours=1)  # within it a second tab goes on with what the first began


def _words_to_agree_to(client: Client) -> Asked | None:
    """Where the client took back that we may use their answers, the words stand above the button again."""
    return ASKED[HEALTH_DATA] if consents.taken_back(client, HEALTH_DATA) else None


@own_only
@require_http_methods(["GET", "HEAD", "POST"])
def before(request: HttpRequest, uuid: UUID | None = None, token: str | None = None) -> HttpResponse:
    """The link proves the visit; the answers go to its client, and none that was given is shown."""
    now = clock.now()
    visit = Visit(permissions.own_appointment_or_404(request, uuid, token, now), now, token)
    coming = visit.is_booked and now < visit.appointment.ends_at
    context = {"visit": visit, "coming": coming}
    by, by_link = actor_by(request, visit), token is not None
    return _ask(request, visit.appointment.client, by, now, "before", context, by_link=by_link)


@BY_LETTER
@NOT_KEPT
@require_http_methods(["GET", "HEAD", "POST"])
def waitlist_answers(request: HttpRequest, token: str) -> HttpResponse:
    """By the letter to whoever waits and whose answers are too old: on any device, once, for them alone."""
    now = clock.now()
    entry, answered_at = permissions.place_to_answer_for_or_404(token)
    by = Actor("link", str(entry.uuid), "link in a message")
    context = {"coming": waits_for_newer(entry, answered_at, now)}
    return _ask(request, entry.client, by, now, "waitlist_answers", context, waits=True, by_link=True)


def _ask(
    request: HttpRequest,
    client: Client,
    by: Actor,
    now: datetime,
    page: str,
    context: dict[str, Any],
    *,
    waits: bool = False,
    by_link: bool = False,
) -> HttpResponse:
    """Show the page; its button begins, or in a second tab goes on. `coming`: something is to answer."""
    asked, coming = _words_to_agree_to(client), context["coming"]
    agreed = request.POST.get("agree") == ASKED[HEALTH_DATA].version
    if request.method != "POST" or not coming or (asked and not agreed):
        status = 200 if request.method != "POST" else 422 if coming else 409
        return render(request, f"bookings/{page}.html", {**context, "asked": asked}, status=status)
    intake = lent_before(request, client, now - A_SITTING)
    intake = intake or asking.ask_again(client, by=by, now=now, agreed=agreed)
    lend(request, intake, waits=waits, by_link=by_link)
    return redirect("assessments:safety", intake.uuid)


@requires(Permission.MARK_VISITS)
@require_POST
def ask_here(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Hand the client this device for the safety questions; it comes back to the visit."""
    now = clock.now()
    appointment = permissions.visit_to_ask_before_or_404(request, uuid, now)
    try:
        intake = asking.ask_again(appointment.client, by=actor_of(request), now=now)
    except TakenBack:
        messages.warning(request, THEY_AGREE_FIRST)
        return redirect("portal:visit", uuid)
    lend(request, intake, back=reverse("portal:visit", args=[uuid]))
    return redirect("assessments:safety", intake.uuid)
