"""Somebody rings about a client's health: no more visits until a therapist has spoken with them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from assessments.actions import clearances
from assessments.queries.clearances import has_never_answered, is_to_be_held
from bookings import permissions
from bookings.actions import held_ahead
from bookings.forms.desk import StopForm
from bookings.views.desk import FAULTY, at_the_desk
from bookings.views.frames import show
from hekas.accounts.models import Client
from hekas.accounts.session import actor_of
from hekas.postgres import clock

STOPPED = "No more bookings for {}. The therapists have been told."
AHEAD = "Kept. Once {} has answered the safety questions, a therapist has to speak with them first."
NOTHING_OPEN = "{} can’t be booked as it is: nothing had to be stopped."


@at_the_desk
@require_http_methods(["GET", "HEAD", "POST"])
def desk_hold(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Hold whoever could book, in writing; nothing of what they answered is shown."""
    client = permissions.client_or_404(uuid)
    form = StopForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"client": client, "form": form, "is_open": is_to_be_held(client)}
        context["is_unasked"] = has_never_answered(client)
        return show(request, "hold", context, FAULTY if form.is_bound else 200)
    try:
        words = _hold(request, client, form.cleaned_data["reason"])
    except clearances.NotOpen:
        messages.info(request, NOTHING_OPEN.format(client.name))
    else:
        messages.success(request, words.format(client.name))
    return redirect(_booking_of(client))


def _hold(request: HttpRequest, client: Client, reason: str) -> str:
    """What was done, in words: what is open is held now, or their first answers will be."""
    said = {"user": request.user, "reason": reason, "by": actor_of(request), "now": clock.now()}
    try:
        held_ahead.write(client, **said)
    except held_ahead.HasAnswered:
        clearances.hold_at_desk(client, **said)
        return STOPPED
    return AHEAD


def _booking_of(client: Client) -> str:
    return f"{reverse('bookings:desk_book')}?{urlencode({'client': client.uuid})}"
