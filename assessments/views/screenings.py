"""Saving one test, and reading a visit as it was."""

from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from assessments.actions import screenings
from assessments.actions.observing import Side
from assessments.engine.catalogue import ScreeningTest
from assessments.forms.sent_tests import SentTests
from assessments.models import Screening
from assessments.permissions_care import screening_or_404
from assessments.presenters.visit.laid_over import beside
from assessments.presenters.visit.page import fragment_context
from assessments.presenters.visit.record import record_of
from assessments.queries.screenings import visit_of
from assessments.queries.visits import saved_data
from assessments.rules.screening import load_screening
from assessments.views.not_saved import NotSaved, is_begun, page_with, tell_left, tell_lost
from hekas.accounts.permissions import Permission
from hekas.accounts.session import actor_of
from hekas.postgres import clock
from hekas.web.access import requires


@requires(Permission.SEE_CLIENT_RESULT)
@require_POST
def observe(request: HttpRequest, uuid: UUID, test: str) -> HttpResponse:
    """Save one test. A page with scripts gets its reading back, one without the whole page.

    Without scripts the other tests of the page come along, and are saved too or carried back.
    """
    now = clock.now()
    screening, _ = screening_or_404(request, uuid, now)
    spec = _test_or_404(test)
    sent = SentTests(request.POST, pressed=spec, alone=bool(request.htmx))
    try:
        saved = screenings.observe_all(screening, sent.to_save, by=actor_of(request), now=now)
    except screenings.NotRunning:
        tell_lost(request, screening, sent)
        return _go(request, screening, spec)
    if saved.row.stopped_at:
        tell_lost(request, screening, sent)
        return _go(request, screening, spec)
    if request.htmx:
        return _reading(request, screening, sent, saved.clashes, now)
    left = NotSaved(sent, saved.clashes)
    if left or is_begun(request):
        return page_with(request, screening, left, spec.part, now)
    return _go(request, screening, spec)


def _reading(
    request: HttpRequest, screening: Screening, sent: SentTests, clashes: frozenset[Side], now: datetime
) -> HttpResponse:
    """What one saved test says, or why it is not saved: each value that another page wrote is told."""
    form = next(iter(sent.forms.values()))
    context = fragment_context(saved_data(screening, now), form.spec.code)
    if left := NotSaved(sent, clashes):
        if "leaving" in request.POST:
            tell_left(request, screening, sent)
        said = {**context, "card": left.over(context["card"])}
        return render(request, "assessments/care/parts/reading.html", said, status=422)
    said = {**context, "card": beside(context["card"], form)}
    return render(request, "assessments/care/saved.html", said)


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


@requires(Permission.SEE_CLIENT_RESULT)
@require_safe
def screening_record(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A visit as it was, in the words that it was asked in. A look is an audit event."""
    now = clock.now()
    screening, _ = screening_or_404(request, uuid, now)
    screenings.note_read(screening, by=actor_of(request), now=now)
    context = {"record": record_of(visit_of(screening)), "screening": screening}
    return render(request, "assessments/care/record.html", context)
