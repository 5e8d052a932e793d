"""Saving one test, and reading a visit as it was."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from assessments.actions import screenings
from assessments.engine.catalogue import ScreeningTest
from assessments.forms.findings import FindingForm
from assessments.forms.observations import ObservationForm
from assessments.models import Screening
from assessments.permissions_care import screening_or_404
from assessments.presenters.measuring import with_errors
from assessments.presenters.record import record_of
from assessments.presenters.visit_page import fragment_context, page_for
from assessments.queries.screenings import visit_of
from assessments.queries.visits import saved_data, visit_data
from assessments.rules.screening import load_screening
from hekas.accounts.permissions import Permission
from hekas.accounts.session import actor_of
from hekas.web.access import requires


@requires(Permission.SEE_CLIENT_RESULT)
@require_POST
def observe(request: HttpRequest, uuid: UUID, test: str) -> HttpResponse:
    """Save one test. A page with scripts gets its reading back, one without the whole page."""
    now = timezone.now()
    screening, _ = screening_or_404(request, uuid, now)
    spec = _test_or_404(test)
    form = ObservationForm(spec, request.POST)
    if not form.is_valid():
        return _faulty(request, screening, spec, form)
    given = form.cleaned_data
    try:
        saved = screenings.observe(
            screening,
            test,
            form.entries(),
            variant=given["variant"],
            note=given["note"],
            by=actor_of(request),
            now=now,
        )
    except screenings.NotRunning:
        return _go(request, screening, spec)
    if saved.stopped_at or not request.htmx:
        return _go(request, screening, spec)
    context = fragment_context(saved_data(screening, now), test)
    return render(request, "assessments/care/saved.html", context)


def _test_or_404(test: str) -> ScreeningTest:
    try:
        return load_screening().test(test)
    except KeyError as fault:
        raise Http404("no such test") from fault


def _go(request: HttpRequest, screening: Screening, spec: ScreeningTest) -> HttpResponse:
    """To the whole page: by redirect, or, for htmx, by the header that it follows."""
    address = f"{reverse('assessments:visit', args=[screening.client.uuid])}?part={spec.part}"
    if not request.htmx:
        return redirect(f"{address}#test-{spec.code}")
    response = HttpResponse(status=204)
    response["HX-Redirect"] = address  # with a fragment, the same page would not be loaded again
    return response


def _faulty(
    request: HttpRequest, screening: Screening, spec: ScreeningTest, form: ObservationForm
) -> HttpResponse:
    page = page_for(visit_data(screening.client, timezone.now()), spec.part)
    cards = [
        with_errors(card, request.POST, form.faults()) if card.spec.code == spec.code else card
        for card in page.cards
    ]
    card = next(card for card in cards if card.spec.code == spec.code)
    if request.htmx:
        return render(request, "assessments/care/parts/reading.html", {"card": card}, status=422)
    context = {"page": page, "cards": cards, "wrong": card, "form": FindingForm(), "page_has_errors": True}
    return render(request, "assessments/care/visit.html", context, status=422)


@requires(Permission.SEE_CLIENT_RESULT)
@require_safe
def screening_record(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A visit as it was, in the words that it was asked in. A look is an audit event."""
    now = timezone.now()
    screening, _ = screening_or_404(request, uuid, now)
    screenings.note_read(screening, by=actor_of(request), now=now)
    context = {"record": record_of(visit_of(screening)), "screening": screening}
    return render(request, "assessments/care/record.html", context)
