"""Wishes to be forgotten, doubts about results, and the log: for those who answer them."""

from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.actions import results
from hekas.accounts.permissions import Permission
from hekas.accounts.session import actor_of, therapist_or_404
from hekas.postgres import clock
from hekas.privacy.actions import erasure, log, reviews
from hekas.privacy.acts import in_words
from hekas.privacy.forms import AuditForm, ReasonForm, ReviewForm
from hekas.privacy.permissions import doubt_or_404, doubts_in_care, wish_or_404
from hekas.privacy.queries import asked
from hekas.privacy.queries.access_log import left_to_look_at
from hekas.privacy.queries.search import Wanted, named_in, search
from hekas.web.access import requires

PER_PAGE = 50
SHOWN = 100
LOOK_BY_HAND = (
    "A part of the name may still stand in notes that are kept. Ask the therapist to read them; "
    "the log says how many, under “Erasure: look by hand”."
)
WHY_NOT = {
    erasure.OnHold: "A legal hold stands on this client: nothing of theirs may be deleted.",
    erasure.CallFirst: "A therapist has to speak with this client first. They stand on the therapists’ list.",
    erasure.VisitGoingOn: "The client is in a visit this moment. Try again when it is over.",
    erasure.AnsweredAlready: "Somebody has answered this wish meanwhile.",
}


@requires(Permission.ANSWER_WISHES)
@require_safe
def wishes(request: HttpRequest) -> HttpResponse:
    """Who asked to be forgotten, the oldest open wish first."""
    found = asked.wishes_to_answer(SHOWN)
    told = [(row, name, ReasonForm(auto_id=f"{row.uuid}-%s")) for row, name in found]
    return render(request, "privacy/wishes.html", {"rows": told})


@requires(Permission.ANSWER_WISHES)
@require_POST
@reauthentication_required
def forget(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Carry it out."""
    try:
        wish = erasure.carry_out(wish_or_404(uuid), by=actor_of(request), now=clock.now())
        messages.success(request, "Done. Contacts, bookings and messages are gone.")
        if left_to_look_at(wish.client_uuid):
            messages.warning(request, LOOK_BY_HAND)
    except tuple(WHY_NOT) as fault:
        messages.error(request, WHY_NOT[type(fault)])
    return redirect("privacy:wishes")


@requires(Permission.ANSWER_WISHES)
@require_POST
def refuse(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Say no, with a reason."""
    wish, form = wish_or_404(uuid), ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Write why: the client reads it.")
        return redirect("privacy:wishes")
    try:
        erasure.refuse(wish, reason=form.cleaned_data["reason"], by=actor_of(request), now=clock.now())
    except erasure.AnsweredAlready:
        messages.error(request, WHY_NOT[erasure.AnsweredAlready])
    return redirect("privacy:wishes")


@requires(Permission.CLEAR_CLIENTS)
@require_safe
def review_list(request: HttpRequest) -> HttpResponse:
    """Doubts of clients in this therapist's care: the log of human reviews, open ones first."""
    now, therapist = clock.now(), therapist_or_404(request)
    newest = list(doubts_in_care(therapist, now)[:SHOWN])
    open_first = sorted(newest, key=lambda row: bool(row.answered_at))
    return render(request, "privacy/reviews.html", {"rows": open_first})


@requires(Permission.CLEAR_CLIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One doubt: what was said, and the answer."""
    now = clock.now()
    doubt, therapist = doubt_or_404(request, uuid, now)
    form = ReviewForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = {"outcome": form.cleaned_data["outcome"], "words": form.cleaned_data["answer"]}
        try:
            reviews.answer(doubt, **said, therapist=therapist, by=actor_of(request), now=now)
        except reviews.AnsweredAlready:
            messages.error(request, "Somebody has answered it meanwhile.")
        return redirect("privacy:review_list")
    results.note_read(doubt.result, by=actor_of(request), now=now)
    context = {"doubt": doubt, "form": form}
    return render(request, "privacy/review.html", context, status=422 if form.errors else 200)


@requires(Permission.SEE_AUDIT)
@require_safe
def audit_search(request: HttpRequest) -> HttpResponse:
    """Who did and read what, newest first, a page at a time."""
    form = AuditForm(request.GET)
    wanted = Wanted(**form.cleaned_data) if form.is_valid() else Wanted()
    number = request.GET.get("page", "1")
    page = int(number) if number.isascii() and number.isdigit() and 0 < int(number) <= 200 else 1
    log.note_search(wanted, page=page, by=actor_of(request), now=clock.now())
    found = list(search(wanted)[(page - 1) * PER_PAGE : page * PER_PAGE + 1])
    names = named_in(found)
    context = {
        "form": form,
        "rows": [
            {"event": event, "did": in_words(event.action), "whose": names.get(event.subject_uuid, "")}
            for event in found[:PER_PAGE]
        ],
        "page": page,
        "newer": _other(request, page - 1) if page > 1 else "",
        "older": _other(request, page + 1) if len(found) > PER_PAGE else "",
    }
    return render(request, "privacy/audit.html", context)


def _other(request: HttpRequest, page: int) -> str:
    query = request.GET.copy()
    query["page"] = str(page)
    return f"?{query.urlencode()}"
