"""Adding and taking back what was felt."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from assessments.actions import findings, screenings
from assessments.forms.findings import FindingForm
from assessments.forms.sent_tests import SentTests
from assessments.models import Finding, Screening
from assessments.permissions_care import finding_or_404, screening_or_404, sent_or_404, taken_back_or_404
from assessments.presenters.visit.felt import felt_row
from assessments.views.not_saved import NotSaved, page_with, tell_lost
from hekas.accounts.permissions import Permission
from hekas.accounts.session import actor_of
from hekas.postgres import clock
from hekas.web.access import requires

FINISHED = "This visit is finished; its findings stay as they are."


@requires(Permission.SEE_CLIENT_RESULT)
@require_POST
def add_finding(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Write one finding, and save what stands typed in the tests beside it."""
    now, by = clock.now(), actor_of(request)
    screening, _ = screening_or_404(request, uuid, now)
    sent, form = SentTests(request.POST), FindingForm(request.POST)
    try:
        saved = screenings.observe_all(screening, sent.to_save, by=by, now=now)
        if form.is_valid():
            findings.add(screening, **form.values(), by=by, now=now)
    except screenings.NotRunning:
        return _finished(request, screening, sent)
    felt = FindingForm() if form.is_valid() else form
    return _on(request, screening, NotSaved(sent, saved.clashes), felt, now)


@requires(Permission.SEE_CLIENT_RESULT)
@require_POST
def remove_finding(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take one finding back; what stands typed on the page is saved, or stays on it."""
    now = clock.now()
    try:
        finding = finding_or_404(request, uuid, now)
    except Http404:
        return _taken_back_already(request, now)
    return _acted(request, finding, findings.remove, now, gone=finding)


@requires(Permission.SEE_CLIENT_RESULT)
@require_POST
def put_back_finding(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Undo a taking back that was a slip."""
    now = clock.now()
    return _acted(request, taken_back_or_404(request, uuid, now), findings.put_back, now)


def _acted(
    request: HttpRequest,
    finding: Finding,
    act: Callable[..., None],
    now: datetime,
    *,
    gone: Finding | None = None,
) -> HttpResponse:
    """What stands typed in the tests is saved, then this is done with a finding that is there or was."""
    screening, sent, by = finding.screening, SentTests(request.POST), actor_of(request)
    try:
        saved = screenings.observe_all(screening, sent.to_save, by=by, now=now)
        act(finding, by=by, now=now)
    except screenings.NotRunning:
        return _finished(request, screening, sent)
    begun = FindingForm.begun(request.POST)
    return _on(request, screening, NotSaved(sent, saved.clashes), begun, now, gone=gone)


def _taken_back_already(request: HttpRequest, now: datetime) -> HttpResponse:
    """The second of two presses: the finding is gone, and the page says at which visit it was."""
    screening, _ = screening_or_404(request, sent_or_404(request, "visit"), now)
    messages.info(request, "That finding is taken back already.")
    return _on(request, screening, NotSaved(SentTests(QueryDict())), FindingForm.begun(request.POST), now)


def _on(
    request: HttpRequest,
    screening: Screening,
    left: NotSaved,
    felt: FindingForm,
    now: datetime,
    *,
    gone: Finding | None = None,
) -> HttpResponse:
    """Back to what is felt; by way of the page itself where something on it is not saved."""
    part = request.POST.get("part", "")
    if left or felt.is_bound or felt.is_begun:
        return page_with(
            request, screening, left, part, now, felt=felt, gone=felt_row(gone) if gone else None
        )
    asked = {"part": part} if part.isidentifier() else {}
    asked |= {"taken_back": str(gone.uuid)} if gone else {}
    query = f"?{urlencode(asked)}" if asked else ""
    return redirect(f"{reverse('assessments:visit', args=[screening.client.uuid])}{query}#felt")


def _finished(request: HttpRequest, screening: Screening, sent: SentTests) -> HttpResponse:
    messages.info(request, FINISHED)
    tell_lost(request, screening, sent)
    return redirect(reverse("assessments:visit", args=[screening.client.uuid]) + "#felt")
