"""Writing a client a few words, which they read signed in."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from hekas.accounts.models import Client, Therapist
from hekas.accounts.permissions import Permission
from hekas.accounts.session import actor_of
from hekas.audit.log import record
from hekas.messaging.actions import writing
from hekas.messaging.forms import WriteForm
from hekas.messaging.presenters import written_message
from hekas.messaging.queries.written import by_the_desk, can_read, written_to
from hekas.portal.permissions import client_to_write_to_or_404
from hekas.postgres import clock
from hekas.web.access import requires

SHOWN, FAULTY = 20, 422


@requires(Permission.WRITE_TO_CLIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def write_to_client(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What was written before, and a few words more. Where nobody could read them: how to reach them.

    What therapists wrote is of the record of care: their look at it is an audit event.
    """
    now = clock.now()
    client, therapist = client_to_write_to_or_404(request, uuid, now)
    form = WriteForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _wrote(request, form, client, therapist, now):
        messages.success(request, f"Sent to {client.name}. An e-mail tells them that it is there.")
        return redirect(request.path)
    rows = list((written_to(client) if therapist else by_the_desk(client))[:SHOWN])
    if therapist and rows:
        record(by=actor_of(request), action="message.read", subject=client, now=now)
    context = {
        "client": client,
        "form": form,
        "can_read": can_read(client),
        "is_therapist": therapist is not None,
        "written": [written_message(row) for row in rows],
    }
    return render(request, "portal/write_to_client.html", context, status=FAULTY if form.errors else 200)


def _wrote(
    request: HttpRequest, form: WriteForm, client: Client, therapist: Therapist | None, now: datetime
) -> bool:
    said = {"text": form.cleaned_data["text"], "author": request.user, "therapist": therapist}
    try:
        writing.write(client, **said, by=actor_of(request), now=now)
    except writing.NobodyToRead:
        form.add_error(None, "They have no account any more, so it was not sent. Please ring them.")
    except writing.TooMany as fault:
        form.add_error(None, str(fault))
    return form.is_valid()
