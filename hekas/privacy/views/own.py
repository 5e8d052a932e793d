"""One's own data: what is kept and why, a copy, what one agreed to, and to be forgotten."""

from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.permissions import result_or_404
from hekas.accounts.consents import ASKED
from hekas.accounts.permissions import Permission
from hekas.accounts.session import actor_of, current_client, own_client_or_404
from hekas.postgres import clock
from hekas.privacy.actions import accounts, consents, erasure, exports, reviews
from hekas.privacy.forms import DoubtForm
from hekas.privacy.queries import asked
from hekas.privacy.queries.account import kept_of
from hekas.privacy.queries.consents import said_by
from hekas.privacy.queries.kept import until
from hekas.web.access import requires

NOT_COPIED = "You have worked here. Ring us on 0161 496 0123, and we make the copy with you."
NOT_CLOSED = {
    accounts.HasRecord: "There is a record of yours by now. Ask to be forgotten here: a person answers it.",
    accounts.WorkedHere: "You have worked here. Ring us on 0161 496 0123, and we delete it with you.",
}


@requires(Permission.OWN_CARE)
@require_safe
def own_data(request: HttpRequest) -> HttpResponse:
    """Everything one may do about what is kept, also of an account that has no record."""
    client = current_client(request)
    if client is None:
        return render(request, "privacy/own_account.html", {"kept": kept_of(request.user)})
    context = {
        "until": until(client),
        "said": said_by(client),
        "wish": asked.last_wish_of(client),
        "doubts": asked.doubts_of(client),
    }
    return render(request, "privacy/own_data.html", context)


@requires(Permission.OWN_CARE)
@require_POST
@reauthentication_required
def own_copy(request: HttpRequest) -> HttpResponse:
    """All of it in one file."""
    by, now, client = actor_of(request), clock.now(), current_client(request)
    try:
        made = exports.make(client, by=by, now=now) if client else accounts.copy(request.user, by=by, now=now)
        with made as file:
            answer = HttpResponse(file, content_type="application/zip")
    except exports.TooOften:
        messages.error(request, "You have had five copies in the last 24 hours. Come back tomorrow.")
        return redirect("privacy:own_data")
    except accounts.WorkedHere:
        messages.error(request, NOT_COPIED)
        return redirect("privacy:own_data")
    name = "my-record.zip" if client else "my-account.zip"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@requires(Permission.OWN_CARE)
@require_POST
@reauthentication_required
def close_account(request: HttpRequest) -> HttpResponse:
    """Delete an account that has no record, at once, and sign it out everywhere."""
    try:
        accounts.close(request.user, by=actor_of(request), now=clock.now())
    except tuple(NOT_CLOSED) as fault:
        messages.error(request, NOT_CLOSED[type(fault)])
        return redirect("privacy:own_data")
    request.session.flush()
    request.user = AnonymousUser()
    messages.success(request, "Your account is deleted, and you are signed out.")
    return redirect("account_login")


@requires(Permission.OWN_CARE)
@require_POST
def own_consent(request: HttpRequest) -> HttpResponse:
    """Yes or no to one thing."""
    kind, given = request.POST.get("kind", ""), request.POST.get("given") == "yes"
    if kind not in ASKED:
        raise Http404("nobody asks that")
    consents.say(own_client_or_404(request), kind, given=given, by=actor_of(request), now=clock.now())
    messages.success(request, "Your choice is saved." if given else f"Taken back. {ASKED[kind].withdrawn}")
    return redirect("privacy:own_data")


@requires(Permission.OWN_CARE)
@require_POST
@reauthentication_required
def be_forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for it; a person answers within a month."""
    erasure.ask(own_client_or_404(request), by=actor_of(request), now=clock.now())
    messages.success(request, "We have your wish. A person answers it within a month.")
    return redirect("privacy:own_data")


@requires(Permission.OWN_CARE)
@require_http_methods(["GET", "HEAD", "POST"])
def ask_review(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Say what does not fit in a result; a therapist looks at it."""
    result, client = result_or_404(request, uuid), own_client_or_404(request)
    form = DoubtForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data["said"]
        reviews.ask(client, result, said=said, by=actor_of(request), now=clock.now())
        messages.success(request, "Thank you. A therapist looks at it, and answers on this page.")
        return redirect("privacy:own_data")
    return render(request, "privacy/ask_review.html", {"form": form}, status=422 if form.errors else 200)
