"""The therapist's visit page, and what begins and ends a visit."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from assessments.actions import asking, screenings
from assessments.actions.intakes import TakenBack
from assessments.forms.findings import FindingForm
from assessments.forms.sent_tests import SentTests
from assessments.permissions import lend
from assessments.permissions_care import (
    client_in_care_or_404,
    client_seen_or_404,
    screening_or_404,
    taken_back_or_404,
)
from assessments.presenters.visit.felt import FeltRow, felt_row
from assessments.presenters.visit.page import page_for
from assessments.queries.visits import visit_data
from assessments.views.not_saved import NotSaved, is_begun, page_with, tell_lost
from hekas.accounts.consents import THEY_AGREE_FIRST, TO_STAFF
from hekas.accounts.models import Client
from hekas.accounts.permissions import Permission
from hekas.accounts.session import actor_of
from hekas.audit.log import record
from hekas.postgres import clock
from hekas.web.access import requires

PART = "strength"


@requires(Permission.SEE_CLIENT_RESULT)
@require_safe
def visit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Everything of one client on one page. A look is an audit event."""
    now = clock.now()
    client = client_seen_or_404(request, uuid, now)
    record(by=actor_of(request), action="visit.read", subject=client, now=now)
    page = page_for(visit_data(client, now), request.GET.get("part", PART))
    today = page.head.appointed
    booking = _uuid(request.GET, "appointment") or (today.uuid if today else "")
    gone = _taken_back(request, client, now)
    context = {"page": page, "form": FindingForm(), "appointment": booking, "gone": gone}
    return render(request, "assessments/care/visit.html", context)


def _uuid(given: QueryDict, name: str) -> UUID | None:
    """What the address names: the booking that the page was opened from, or a finding that was taken back."""
    try:
        return UUID(given.get(name, ""))
    except ValueError:
        return None


def _taken_back(request: HttpRequest, client: Client, now: datetime) -> FeltRow | None:
    """The finding of this client that was taken back a moment ago, to be put back where that was a slip."""
    uuid = _uuid(request.GET, "taken_back")
    try:
        finding = taken_back_or_404(request, uuid, now) if uuid else None
    except Http404:
        return None
    if finding is None or finding.pk is not None or finding.screening.client_id != client.pk:
        return None
    return felt_row(finding)


@requires(Permission.SEE_CLIENT_RESULT)
@require_POST
def start_visit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Begin a visit, or go on with the running one."""
    now = clock.now()
    client, therapist = client_in_care_or_404(request, uuid, now)
    try:
        screenings.start(
            client,
            therapist=therapist,
            appointment_uuid=_uuid(request.POST, "appointment"),
            by=actor_of(request),
            now=now,
        )
    except screenings.SentForHelp:
        messages.error(request, "This person was sent for help. Speak with them and close it first.")
    except screenings.TakenBack as refused:
        for kind in sorted(refused.kinds):
            messages.error(request, TO_STAFF[kind])
    except screenings.NothingAnswered:
        messages.error(request, "Ask the safety questions first: nothing is known of this person yet.")
    return redirect(_head_of(uuid))


@requires(Permission.SEE_CLIENT_RESULT)
@require_POST
def ask_in_room(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Hand the client this device for the safety questions, booked today or not; it comes back here."""
    now = clock.now()
    client, _ = client_in_care_or_404(request, uuid, now)
    try:
        intake = asking.ask_again(client, by=actor_of(request), now=now)
    except TakenBack:
        messages.error(request, THEY_AGREE_FIRST)
        return redirect("assessments:visit", uuid)
    lend(request, intake, back=reverse("assessments:visit", args=[uuid]))
    return redirect("assessments:safety", intake.uuid)


@requires(Permission.SEE_CLIENT_RESULT)
@require_POST
def complete_visit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """End the tests; the picture is weighed again and the therapist decides about it.

    What stands typed on the page is saved with it; where something can't be, the visit goes on.
    """
    now, by = clock.now(), actor_of(request)
    screening, _ = screening_or_404(request, uuid, now)
    sent, part = SentTests(request.POST), request.POST.get("part", PART)
    try:
        if NotSaved(sent) or is_begun(request):
            saved = screenings.observe_all(screening, sent.to_save, by=by, now=now)
            return page_with(request, screening, NotSaved(sent, saved.clashes), part, now, finishing=True)
        screenings.complete(screening, given=sent.to_save, by=by, now=now)
    except screenings.NotKept as kept:
        return page_with(request, screening, NotSaved(sent, kept.clashes), part, now, finishing=True)
    except screenings.NothingMeasured:
        messages.error(request, "Measure or feel something first, or leave the visit open.")
    except screenings.NotRunning:
        if not tell_lost(request, screening, sent):
            messages.info(request, "This visit is finished already.")
    return redirect(_head_of(screening.client.uuid))


@requires(Permission.SEE_CLIENT_RESULT)
@require_POST
def go_on(request: HttpRequest, uuid: UUID, part: str) -> HttpResponse:
    """Save what stands typed and show another part: for pages without scripts, whose links would lose it."""
    now = clock.now()
    screening, _ = screening_or_404(request, uuid, now)
    sent, is_left_out = SentTests(request.POST), "leave_out" in request.POST
    try:
        saved = screenings.observe_all(screening, sent.to_save, by=actor_of(request), now=now)
    except screenings.NotRunning:
        tell_lost(request, screening, sent)
        return redirect(_head_of(screening.client.uuid))
    left = NotSaved(sent, saved.clashes)
    if left or (is_begun(request) and not is_left_out):
        here = request.POST.get("part", part) if left else part
        return page_with(request, screening, left, here, now, felt=FindingForm() if is_left_out else None)
    address = reverse("assessments:visit", args=[screening.client.uuid])
    return redirect(f"{address}?part={part}#{'felt' if is_left_out else 'tests-title'}")


def _head_of(client: UUID) -> str:
    """The page where the keyboard goes on after its links: what to heed before hands-on work comes next."""
    return reverse("assessments:visit", args=[client]) + "#visit-head"
