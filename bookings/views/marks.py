"""What happened on the day, marked by the therapist or at the desk."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from bookings import permissions
from bookings.actions import appointments
from bookings.actions.front_door import SlotTaken
from bookings.scheduling.lifecycle import NotAllowed
from bookings.scheduling.terms import Event
from hekas.accounts.permissions import Permission
from hekas.accounts.session import actor_of
from hekas.web.access import requires

ON_THE_DAY = frozenset({Event.ARRIVE, Event.FULFIL, Event.MISS, Event.UNDO})


@requires(Permission.MARK_VISITS)
@require_POST
def mark(request: HttpRequest, uuid: UUID) -> HttpResponse:
    appointment = permissions.appointment_to_mark_or_404(request, uuid)
    event = request.POST.get("event", "")
    if event not in ON_THE_DAY:
        raise Http404("no such mark")
    try:
        appointments.mark(
            appointment=appointment, event=Event(event), by=actor_of(request), now=timezone.now()
        )
    except NotAllowed:
        messages.warning(request, "Someone marked this visit a moment ago. This is how it stands now.")
    except SlotTaken:
        messages.warning(request, "That time belongs to somebody else now, so it can't be undone.")
    return redirect(_back(request))


def _back(request: HttpRequest) -> str:
    """The page that the button stood on, if it is ours."""
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if ours else reverse("portal:after_sign_in")
