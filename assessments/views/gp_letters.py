"""Letters to a GP: written from what was said and measured, kept, and recorded as sent."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.actions import letters
from assessments.forms.letters import HOW, SentForm
from assessments.permissions_care import client_to_write_about_or_404, letter_or_404
from assessments.presenters.gp_letter import gp_letter
from assessments.queries.letters import basis_of
from hekas.accounts.permissions import Permission
from hekas.accounts.session import actor_of
from hekas.postgres import clock
from hekas.web.access import requires
from hekas.web.letters import pdf


@requires(Permission.SEE_CLIENT_RESULT)
@require_POST
def write_gp_letter(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Write a letter from the newest answers and the newest visit, and keep it."""
    now = clock.now()
    client, therapist = client_to_write_about_or_404(request, uuid, now)
    result, visit = basis_of(client)
    if result is None:
        messages.error(request, "There are no answers yet to write about.")
        return redirect("portal:therapist_day")
    content = gp_letter(client, result, visit, therapist, now)
    letter = letters.keep(
        client,
        result=result,
        screening=visit.screening if visit else None,
        content=content,
        copy=pdf("gp", content),
        therapist=therapist,
        by=actor_of(request),
        now=now,
    )
    return redirect("assessments:letter", letter.uuid)


@requires(Permission.SEE_CLIENT_RESULT)
@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A letter as it was written, and how it was sent. A look is an audit event."""
    now = clock.now()
    found, in_care = letter_or_404(request, uuid, now)
    form = SentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        sent = {"to": form.cleaned_data["sent_to"], "how": form.cleaned_data["how"], "agreed": True}
        try:
            letters.record_sent(found, **sent, by=actor_of(request), now=now)
        except letters.SentAlready:
            messages.info(request, "It was recorded as sent already.")
        return redirect("assessments:letter", uuid)
    letters.note_read(found, by=actor_of(request), now=now)
    status = 422 if form.errors else 200
    context = {"letter": found, "form": form, "in_care": in_care, "how": dict(HOW).get(found.sent_how, "")}
    return render(request, "assessments/care/letter.html", context, status=status)


@requires(Permission.SEE_CLIENT_RESULT)
@require_safe
def letter_copy(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The copy that was kept."""
    now = clock.now()
    found, _ = letter_or_404(request, uuid, now)
    letters.note_read(found, by=actor_of(request), now=now)
    response = HttpResponse(bytes(found.copy), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="letter.pdf"'
    return response
