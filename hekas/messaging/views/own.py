"""A client's own messages, and what they want to hear of."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hekas.accounts.permissions import Permission
from hekas.accounts.session import actor_of, own_client_or_404
from hekas.messaging.actions.preferences import choose
from hekas.messaging.actions.writing import note_read
from hekas.messaging.forms import PreferencesForm, uuids_in
from hekas.messaging.presenters import own_message, written_message
from hekas.messaging.queries.log import sent_to
from hekas.messaging.queries.preferences import is_stopped, wishes_of
from hekas.messaging.queries.written import to_be_read, unread
from hekas.messaging.terms import Channel
from hekas.postgres import clock
from hekas.web.access import requires

SHOWN = 100


@requires(Permission.OWN_CARE)
@require_GET
def own(request: HttpRequest) -> HttpResponse:
    """What was written to the person who asks, and what we sent, each newest first."""
    client = own_client_or_404(request)
    shown = [own_message(message) for message in sent_to(client, SHOWN)]
    written = [written_message(row) for row in to_be_read(client, SHOWN)]
    new = [one.uuid for one in written if one.is_new]
    more = unread(client) - len(new) if len(new) == SHOWN else 0
    context = {"sent": shown, "written": written, "unread": new, "more": more}
    return render(request, "messaging/own.html", context)


@requires(Permission.OWN_CARE)
@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """They have read what stood there: those that they were shown, none that came meanwhile."""
    client = own_client_or_404(request)
    note_read(client, uuids_in(request.POST.getlist("message")), now=clock.now())
    return redirect("messaging:own")


@requires(Permission.OWN_CARE)
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """One question: what may we send you?"""
    client = own_client_or_404(request)
    wishes = wishes_of(client)
    chosen = {"wanted": [wish.preference.key for wish in wishes if wish.given]}
    form = PreferencesForm(request.POST if request.method == "POST" else None, initial=chosen)
    if request.method == "POST" and form.is_valid():
        choose(client, wanted=form.cleaned_data["wanted"], by=actor_of(request), now=clock.now())
        messages.success(request, "Your choice is saved.")
        return redirect("messaging:preferences")
    phone_stopped = bool(client.phone) and is_stopped(Channel.SMS, client.phone.as_e164)
    chosen_at = max((wish.at for wish in wishes if wish.at), default=None)
    page = {"form": form, "chosen_at": chosen_at, "phone_stopped": phone_stopped}
    return render(request, "messaging/preferences.html", page, status=422 if form.errors else 200)
