"""Somebody rings about a client's health: the desk stops bookings, adds what it heard, or takes it back."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from assessments.actions import desk_notes
from assessments.permissions import own_words_or_404
from assessments.queries.clearances import has_never_answered, is_to_be_held
from assessments.queries.desk_notes import own_words
from bookings import permissions
from bookings.adapters import letters
from bookings.forms.desk_hold import StopForm, TakeBackForm
from bookings.queries.desk import went_unreached
from bookings.views.desk import FAULTY, at_the_desk
from bookings.views.frames import show
from hekas.accounts.models import Client
from hekas.accounts.session import actor_of
from hekas.postgres import clock

STOPPED = "No more bookings for {}. The therapists have been told."
AHEAD = "Kept. Once {} has answered the safety questions, a therapist has to speak with them first."
ADDED = "Kept. A therapist reads it before {} can be booked."
TAKEN_BACK = "What you wrote about {} is taken back."
ONE_MORE = "Their visit on {} with {} is out of the diary too, and can be put back while the time is free."
STILL_SHUT = " They still can’t be booked: a therapist has to speak with them first."
READ = "A therapist has read it already. Tell them that it was a mistake: they can open bookings again."
NOT_STANDING = (
    "What you wrote there does not count any more. If they have answered since, it holds them instead: "
    "you can take that back from their page at the desk."
)


@at_the_desk
@require_http_methods(["GET", "HEAD", "POST"])
def desk_hold(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Hold whoever could book, or add a note for the therapist; nothing of what they answered is shown."""
    client = permissions.client_or_404(uuid)
    form = StopForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"client": client, "form": form, "is_open": is_to_be_held(client)}
        context |= {"is_unasked": has_never_answered(client), "own": own_words(request.user, client=client)}
        return show(request, "hold", context, FAULTY if form.is_bound else 200)
    said = {"user": request.user, "reason": form.cleaned_data["reason"], "by": actor_of(request)}
    note = desk_notes.write(client, **said, now=clock.now())
    words = STOPPED if note is None else AHEAD if has_never_answered(client) else ADDED
    messages.success(request, words.format(client.name))
    return redirect(_booking_of(client))


@at_the_desk
@require_http_methods(["GET", "HEAD", "POST"])
def desk_take_back(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What one wrote oneself, in writing, until a therapist has read it: a mistake, or of somebody else."""
    try:
        words = own_words_or_404(request, uuid)
    except Http404:
        return _pressed_again(request)
    form, client = TakeBackForm(request.POST if request.method == "POST" else None), words.client
    if not form.is_valid():
        context = {"client": client, "form": form, "words": words}
        return show(request, "take_back", context, FAULTY if form.is_bound else 200)
    said = {"user": request.user, "reason": form.cleaned_data["reason"], "by": actor_of(request)}
    now = clock.now()
    try:
        desk_notes.take_back(words.row, **said, now=now)
    except desk_notes.ReadAlready:
        messages.warning(request, READ)
    except desk_notes.NotTheirs:
        messages.info(request, NOT_STANDING)
    else:
        return _taken_back(request, client, now)
    return redirect(_booking_of(client))


def _taken_back(request: HttpRequest, client: Client, now: datetime) -> HttpResponse:
    is_open = is_to_be_held(client)
    shut = "" if is_open or has_never_answered(client) else STILL_SHUT
    messages.success(request, TAKEN_BACK.format(client.name) + shut)
    gone = went_unreached(client, now) if is_open else []
    for visit in gone[1:]:
        messages.warning(request, ONE_MORE.format(letters.when(visit), visit.therapist.name))
    if gone:  # what was written took it out; there it can be put back
        return redirect("portal:visit", gone[0].uuid)
    return redirect(_booking_of(client))


def _pressed_again(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        raise Http404("nothing of theirs stands there")
    messages.info(request, NOT_STANDING)
    return redirect("portal:clinic_day")


def _booking_of(client: Client) -> str:
    return f"{reverse('bookings:desk_book')}?{urlencode({'client': client.uuid})}"
