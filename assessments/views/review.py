"""For therapists: who waits, what they said, and letting them through in writing."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from assessments.actions import clearances, results
from assessments.forms.review import CloseForm, HoldForm, ReleaseForm
from assessments.models import Clearance
from assessments.permissions import clearance_or_404, client_result_or_404, has_settled, is_seen_by
from assessments.presenters.check import given_answers
from assessments.presenters.contradictions import contradictions_of, unclear_of
from assessments.presenters.flagged import flagged_of
from assessments.presenters.result.page import page_of
from assessments.presenters.review import Standing, queue_of, standing_of
from assessments.presenters.theirs import of_them
from assessments.queries.appointed import Gone, to_put_back
from assessments.queries.clearances import advice_to_book_by, waits_for_others
from assessments.queries.waiting import latest_clearance, waiting_for
from hekas.accounts.permissions import Permission
from hekas.accounts.session import actor_of, therapist_or_404
from hekas.postgres import clock
from hekas.web.access import requires
from hekas.web.templatetags import plain

CHANGED = "This was settled a moment ago. Here is how it stands."
CLOSED = "It is written down. Their answers are closed to you now."
PUT_BACK = "It is written down. Their visit had been taken out of the diary: you can put it back here."
ONE_MORE = (
    "Their visit on {when} had been taken out of the diary too, and is still out. "
    "You or the desk can put it back while the time is free."
)
ANOTHERS = (
    "Their visit on {when} with {therapist} had been taken out of the diary, and is still out. "
    "Please tell {therapist} or the desk: they can put it back while the time is free."
)
STILL_HELD = (
    "They still can’t be booked: another record has or had the same e-mail or number, and holds them too."
)


@requires(Permission.CLEAR_CLIENTS)
@require_safe
def held(request: HttpRequest) -> HttpResponse:
    """Those who wait for this therapist, the most urgent first."""
    rows = queue_of(waiting_for(therapist_or_404(request)))
    return render(request, "assessments/held.html", {"rows": rows})


@requires(Permission.SEE_CLIENT_RESULT)
@require_safe
def client_result(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """All of one result: factors, flags, contradictions, answers as asked. A look is audited."""
    now = clock.now()
    result = client_result_or_404(request, uuid, now)
    results.note_read(result, by=actor_of(request), now=now)
    clearance = latest_clearance(result.pk)
    page = page_of(result, clearance, now)
    context = {
        "page": page,
        "tests": [of_them(line) for line in page.tests],
        "result": result,
        "flags": flagged_of(result.snapshot["triage"]),
        "contradictions": contradictions_of(result),
        "unclear": unclear_of(result),
        "groups": given_answers(result),
        "standing": standing_of(clearance) if clearance else None,
        "letter_for": result.intake.client if result.gate != "open" else None,
    }
    return render(request, "assessments/client_result.html", context)


def _done_already(request: HttpRequest, clearance: Clearance) -> HttpResponse:
    """A press that came second: it was done a moment ago, or is not to be done any more."""
    if request.method != "POST":
        raise Http404("nothing to do here")
    messages.info(request, CHANGED)
    return redirect("assessments:client_result", clearance.result.uuid)


View = Callable[[HttpRequest, UUID], HttpResponse]


def _told_where_settled(view: View) -> View:
    """Pressed twice, the second answer is the one that is seen, also where the first took it out of reach."""

    @wraps(view)
    def wrapped(request: HttpRequest, uuid: UUID) -> HttpResponse:
        try:
            return view(request, uuid)
        except Http404:
            if request.method != "POST" or not has_settled(therapist_or_404(request), uuid):
                raise
        messages.info(request, CLOSED)
        return redirect("assessments:held")

    return wrapped


def _settle(
    request: HttpRequest, clearance: Clearance, act: Callable[..., object], now: datetime, **said: object
) -> HttpResponse:
    """Do it, and say what went meanwhile and can be put back; whoever was second is told how it stands."""
    try:
        act(clearance, by=actor_of(request), now=now, **said)
    except (clearances.NotHeld, clearances.NotOpen, clearances.NotAStop):
        return _done_already(request, clearance)
    gone = _to_put_back(request, clearance, now)
    if own := next((one for one in gone if one.is_theirs), None):
        messages.success(request, PUT_BACK)
    for one in gone:
        if one is not own:
            messages.warning(request, _still_out(one))
    return redirect("portal:visit", own.uuid) if own else _back(request, clearance, now)


def _back(request: HttpRequest, clearance: Clearance, now: datetime) -> HttpResponse:
    """To the result; or to those who wait: who waited for whichever therapist was free first is in
    nobody's care once they are let through."""
    if is_seen_by(therapist_or_404(request), clearance.intake_id, now):
        return redirect("assessments:client_result", clearance.result.uuid)
    messages.success(request, CLOSED)
    row = latest_clearance(clearance.result_id)
    if row is not None and waits_for_others(row):  # else the page that they were on says so
        messages.warning(request, STILL_HELD)
    return redirect("assessments:held")


def _still_out(gone: Gone) -> str:
    when = f"{plain.day(gone.starts_at)}, {plain.clock(gone.starts_at)}"
    return (ONE_MORE if gone.is_theirs else ANOTHERS).format(when=when, therapist=gone.therapist)


def _to_put_back(request: HttpRequest, clearance: Clearance, now: datetime) -> list[Gone]:
    """What went because nobody had spoken with them, where they can be booked by now."""
    client = clearance.client
    is_open = client is not None and advice_to_book_by(client, now=now).may_book
    return to_put_back(client, request.user.pk, now) if is_open else []


@requires(Permission.CLEAR_CLIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
@_told_where_settled
def release(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Release a held clearance, with a reason."""
    now = clock.now()
    clearance, therapist = clearance_or_404(request, uuid, now), therapist_or_404(request)
    standing = standing_of(clearance)
    if not standing.may_release or _is_held_anew(request, standing):
        return _done_already(request, clearance)
    needs = {"needs_guardian": standing.needs_guardian, "needs_contact": standing.needs_contact}
    form = ReleaseForm(_posted(request), now=now, **needs)
    if request.method != "POST" or not form.is_valid():
        return _form(request, "assessments/release.html", form, standing)
    said = {
        "therapist": therapist,
        "contact": form.contact,
        "read": request.POST.getlist("read"),
        "shown": request.POST.get("held", ""),
        **form.words,
    }
    return _settle(request, clearance, clearances.release, now, **said)


@requires(Permission.CLEAR_CLIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
@_told_where_settled
def hold(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Hold somebody whose answers are open, with a reason."""
    now = clock.now()
    clearance, therapist = clearance_or_404(request, uuid, now), therapist_or_404(request)
    standing = standing_of(clearance)
    if not standing.may_hold:
        return _done_already(request, clearance)
    form = HoldForm(_posted(request))
    if request.method != "POST" or not form.is_valid():
        return _form(request, "assessments/hold.html", form, standing)
    said = {"therapist": therapist, "reason": form.cleaned_data["reason"]}
    return _settle(request, clearance, clearances.hold, now, **said)


@requires(Permission.CLEAR_CLIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
@_told_where_settled
def close(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Close a stop, after contact with the person."""
    now = clock.now()
    clearance, therapist = clearance_or_404(request, uuid, now), therapist_or_404(request)
    standing = standing_of(clearance)
    if not standing.may_close:
        return _done_already(request, clearance)
    form = CloseForm(_posted(request), now=now)
    if request.method != "POST" or not form.is_valid():
        return _form(request, "assessments/close.html", form, standing)
    said = {"therapist": therapist, "contact": form.contact, "read": request.POST.getlist("read")}
    return _settle(request, clearance, clearances.close, now, **said)


def _is_held_anew(request: HttpRequest, standing: Standing) -> bool:
    """Since the page was made it was held by hand once more, or something else came to stand beside it."""
    return request.method == "POST" and request.POST.get("held", "") != standing.as_shown


def _posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _form(request: HttpRequest, template: str, form, standing) -> HttpResponse:  # type: ignore[no-untyped-def]
    """The page says why somebody is held: to open it is to read their result."""
    results.note_read(standing.clearance.result, by=actor_of(request), now=clock.now())
    context = {"form": form, "standing": standing, "clearance": standing.clearance}
    return render(request, template, context, status=422 if form.is_bound else 200)
