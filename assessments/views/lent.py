"""The safety questions before a visit, on a device that was lent the intake by a visit's link or the desk.

These pages show no answer at all, neither an earlier one nor one of just now. Whoever holds the link or the
device learns nothing of the client but what to do next.
"""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from assessments.actions import asking, intakes
from assessments.forms import form_of
from assessments.forms.page import PageForm
from assessments.models import Intake
from assessments.permissions import lent_intake_or_404, waits, way_back
from assessments.presenters.result.stop import stop_lent
from assessments.queries.advice import standing_gate
from assessments.queries.appointed import must_move
from assessments.queries.promises import is_call_within_the_hour
from assessments.queries.waiting import latest_clearance
from assessments.rules.questionnaire import load_questionnaire
from assessments.rules.questionnaire_terms import Page
from assessments.rules.routing import first_unanswered, page_of, safety_pages
from assessments.views.limits import refuse_answer
from hekas.accounts.consents import AGREE_FIRST
from hekas.accounts.session import actor_of
from hekas.postgres import clock
from hekas.web.access import public

ONCE_MORE = "Some days have passed, or you have answered again since. So we ask once more"
LENT = public(
    "the link of a visit, or the desk, lent the safety questions to this browser; it sees no answer"
)


@LENT
@require_safe
def safety(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Where to go on: the next question without an answer, or sending."""
    return _onward(lent_intake_or_404(request, uuid))


@LENT
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def safety_question(request: HttpRequest, uuid: UUID, step: str) -> HttpResponse:
    """GET shows the questions, empty; POST saves and goes on, or stops at a red flag."""
    intake = lent_intake_or_404(request, uuid)
    page = page_of(load_questionnaire(), intake.answers, step)
    if page is None:
        raise Http404("no such page")
    if intake.status == "submitted" or page not in safety_pages(load_questionnaire(), intake.answers):
        return _onward(intake)
    return _save(request, intake, page) if request.method == "POST" else _show(request, intake, page)


def _show(request: HttpRequest, intake: Intake, page: Page, form: PageForm | None = None) -> HttpResponse:
    form = form or form_of(page, {}, now=clock.now())
    one = len(page.questions) == 1
    pages = safety_pages(load_questionnaire(), intake.answers)
    context = {
        "form": form,
        "heading": "" if one else page.title,
        "intro": page.lead,
        "why": page.why,
        "now": pages.index(page) + 1,
        "total": len(pages),
        "about": True,
        "title": page.title,
    }
    return render(request, "assessments/lent/question.html", context, status=422 if form.errors else 200)


def _save(request: HttpRequest, intake: Intake, page: Page) -> HttpResponse:
    now = clock.now()
    if refused := refuse_answer(request, now):
        return refused
    form = form_of(page, {}, now=now, data=request.POST)
    if not form.is_valid():
        return _show(request, intake, page, form)
    given, by = asking.given_now(page, form.given()), actor_of(request)
    try:
        saved = intakes.answer(intake, page=page, given=given, rev=intake.rev, by=by, now=now)
    except (intakes.ChangedElsewhere, intakes.AlreadySubmitted):
        return _onward(lent_intake_or_404(request, intake.uuid))
    return _onward(saved)


@LENT
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def safety_send(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One button. What was answered is not shown again."""
    intake = lent_intake_or_404(request, uuid)
    if intake.status != "draft" or first_unanswered(load_questionnaire(), intake.answers):
        return _onward(intake)
    if request.method != "POST":
        return render(request, "assessments/lent/send.html", {"intake": intake})
    try:
        intakes.submit(intake, by=actor_of(request), now=clock.now())
    except intakes.Incomplete:
        messages.info(request, ONCE_MORE)
        return redirect("assessments:safety", uuid)
    except intakes.TakenBack:
        messages.info(request, AGREE_FIRST)
        return redirect("assessments:start")
    return redirect("assessments:safety_done", uuid)


@LENT
@never_cache
@require_safe
def safety_done(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What to do now: come, come at another time, wait for a call, or get medical advice first."""
    intake = lent_intake_or_404(request, uuid)
    if intake.status == "draft":
        return _onward(intake)
    result = intake.results.latest("made_at")
    clearance = latest_clearance(result.pk)
    gate = standing_gate(clearance) if clearance else result.gate
    if intake.status == "stopped" or gate == "redirected":
        context = {"stop": stop_lent(result), "back": way_back(request)}
        return render(request, "assessments/stopped.html", context)
    is_open, in_line = gate == "open", waits(request)
    context = {
        "is_open": is_open,
        "back": way_back(request),
        "waits": in_line,
        "moves": is_open and not in_line and must_move(intake.client, clock.now()),
        "soon": is_call_within_the_hour(result.snapshot),
    }
    return render(request, "assessments/lent/done.html", context)


def _onward(intake: Intake) -> HttpResponse:
    if intake.status != "draft":
        return redirect("assessments:safety_done", intake.uuid)
    page = first_unanswered(load_questionnaire(), intake.answers)
    if page is None:
        return redirect("assessments:safety_send", intake.uuid)
    return redirect("assessments:safety_question", intake.uuid, page.slug)
