"""Adding and taking back what was felt."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from assessments.actions import findings
from assessments.actions.screenings import NotRunning
from assessments.forms.findings import FindingForm
from assessments.models import Screening
from assessments.permissions_care import finding_or_404, screening_or_404
from assessments.presenters.visit_page import page_for
from assessments.queries.visits import visit_data
from hekas.accounts.permissions import Permission
from hekas.accounts.session import actor_of
from hekas.web.access import requires

FINISHED = "This visit is finished; its findings stay as they are."


@requires(Permission.SEE_CLIENT_RESULT)
@require_POST
def add_finding(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Write one finding."""
    now = timezone.now()
    screening, _ = screening_or_404(request, uuid, now)
    form = FindingForm(request.POST)
    if not form.is_valid():
        page = page_for(visit_data(screening.client, now), request.POST.get("part", ""))
        return render(request, "assessments/care/visit.html", {"page": page, "form": form}, status=422)
    try:
        findings.add(screening, **form.values(), by=actor_of(request), now=now)
    except NotRunning:
        messages.info(request, FINISHED)
    return _back(screening, request.POST.get("part", ""))


@requires(Permission.SEE_CLIENT_RESULT)
@require_POST
def remove_finding(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take one finding back."""
    now = timezone.now()
    finding = finding_or_404(request, uuid, now)
    try:
        findings.remove(finding, by=actor_of(request), now=now)
    except NotRunning:
        messages.info(request, FINISHED)
    return _back(finding.screening, request.POST.get("part", ""))


def _back(screening: Screening, part: str) -> HttpResponse:
    address = reverse("assessments:visit", args=[screening.client.uuid])
    return redirect(f"{address}?part={part}#felt" if part.isidentifier() else f"{address}#felt")
