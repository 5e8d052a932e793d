"""Has anything changed? The safety questions before a visit: by the link of a message, or at the desk.

GET only shows; a mail scanner that follows every link begins nothing.
"""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from assessments.actions import asking
from assessments.actions.intakes import TakenBack
from assessments.permissions import lend
from bookings import permissions
from bookings.presenters.visit import Visit
from bookings.views.own import actor_by, own_only
from hekas.accounts.actions import consents
from hekas.accounts.consents import ASKED, HEALTH_DATA, THEY_AGREE_FIRST, Asked
from hekas.accounts.permissions import Permission
from hekas.accounts.session import actor_of
from hekas.postgres import clock
from hekas.web.access import requires


def _words_to_agree_to(visit: Visit) -> Asked | None:
    """Where the client took back that we may use their answers, the words stand above the button again."""
    is_back = consents.taken_back(visit.appointment.client, HEALTH_DATA)
    return ASKED[HEALTH_DATA] if is_back else None


@own_only
@require_http_methods(["GET", "HEAD", "POST"])
def before(request: HttpRequest, uuid: UUID | None = None, token: str | None = None) -> HttpResponse:
    """The link proves the visit; the answers go to its client, and none that was given is shown."""
    now = clock.now()
    visit = Visit(permissions.own_appointment_or_404(request, uuid, token, now), now, token)
    coming = visit.is_booked and now < visit.appointment.ends_at
    context = {"visit": visit, "coming": coming, "asked": _words_to_agree_to(visit)}
    agreed = request.POST.get("agree") == ASKED[HEALTH_DATA].version
    if request.method != "POST" or not coming or (context["asked"] and not agreed):
        return render(
            request, "bookings/before.html", context, status=422 if request.method == "POST" else 200
        )
    intake = asking.ask_again(visit.appointment.client, by=actor_by(request, visit), now=now, agreed=agreed)
    lend(request, intake)
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
