"""One page of the intake: shown, saved, and left for the next."""

import re
from secrets import token_urlsafe
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from assessments.actions import intakes
from assessments.forms import form_of
from assessments.forms.page import PageForm
from assessments.models import Intake
from assessments.permissions import intake_of_request_or_404
from assessments.presenters.conflict import saved_elsewhere
from assessments.presenters.question import (
    AGAIN,
    FROM_CHECK,
    Place,
    page_url,
    resume_url,
    url_after,
    why_again,
)
from assessments.rules.questionnaire import load_questionnaire
from assessments.rules.questionnaire_terms import Page
from assessments.rules.routing import first_unanswered, page_of, route
from assessments.views.limits import refuse_answer
from hekas.accounts.session import actor_of
from hekas.accounts.visits import go_on
from hekas.postgres import clock
from hekas.web.access import public

OWNED = "before there is an account, the session that began the intake owns it"
LARGEST_REV = 2_000_000_000
A_SHEET = 12  # bytes
SHEET = re.compile(r"[\w-]{16}", re.ASCII)


@public(OWNED)
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, uuid: UUID, step: str) -> HttpResponse:
    """GET shows the page with what is answered; POST saves it and goes on, or stops at a red flag."""
    intake = intake_of_request_or_404(request, uuid)
    page = _page_or_404(intake, step)
    if intake.status == "submitted":
        return redirect("assessments:result", intake.results.latest("made_at").uuid)
    if page not in route(load_questionnaire(), intake.answers):
        return redirect(resume_url(intake))
    return _save(request, intake, page) if request.method == "POST" else _show(request, intake, page)


@public(OWNED)
@require_POST
def keep(request: HttpRequest, uuid: UUID, step: str) -> HttpResponse:
    """Save what can be read of what is typed so far; never judges it. 204 where another tab was first."""
    intake = intake_of_request_or_404(request, uuid)
    page, now = _page_or_404(intake, step), clock.now()
    if refused := refuse_answer(request, now):
        return refused
    form = form_of(page, intake.answers, now=now, data=request.POST)
    given = form.given_so_far()
    try:
        sent = {"rev": _rev(request), "sheet": _sheet(request)}
        kept = intakes.keep(intake, page=page, given=given, now=now, **sent)
    except (intakes.ChangedElsewhere, intakes.AlreadySubmitted):
        return HttpResponse(status=204)
    return render(request, "assessments/parts/kept.html", {"rev": kept.rev})


def _show(request: HttpRequest, intake: Intake, page: Page) -> HttpResponse:
    earlier = first_unanswered(load_questionnaire(), intake.answers, before=page.slug)
    if earlier is not None:
        return redirect(page_url(intake, earlier))
    return _render(request, intake, page, form_of(page, intake.answers, now=clock.now()))


def _save(request: HttpRequest, intake: Intake, page: Page) -> HttpResponse:
    now = clock.now()
    if refused := refuse_answer(request, now):
        return refused
    form = form_of(page, intake.answers, now=now, data=request.POST)
    if not form.is_valid():
        return _render(request, intake, page, form, status=422)
    try:
        sent = {"rev": _rev(request), "sheet": _sheet(request)}
        saved = intakes.answer(intake, page=page, given=form.given(), by=actor_of(request), now=now, **sent)
    except intakes.ChangedElsewhere as conflict:
        intake.rev = conflict.rev
        notice = saved_elsewhere(page, conflict.saved)
        return _render(request, intake, page, form, status=409, elsewhere=notice)
    except intakes.AlreadySubmitted:
        return redirect("assessments:result", intake.results.latest("made_at").uuid)
    go_on(request)
    return redirect(url_after(saved, page, from_check=_from_check(request)))


def _render(
    request: HttpRequest, intake: Intake, page: Page, form: PageForm, status: int = 200, **more: object
) -> HttpResponse:
    place = Place(intake, page, _from_check(request))
    again = why_again(request.GET.get(AGAIN, ""))
    stamps = {"rev": intake.rev, "sheet": token_urlsafe(A_SHEET)}
    context = {"place": place, "page": page, "form": form, "again": again, **stamps, **more}
    return render(request, f"assessments/questions/{page.layout}.html", context, status=status)


def _page_or_404(intake: Intake, step: str) -> Page:
    page = page_of(load_questionnaire(), intake.answers, step)
    if page is None:
        raise Http404("no such page")
    return page


def _from_check(request: HttpRequest) -> bool:
    return request.GET.get("from") == FROM_CHECK


def _rev(request: HttpRequest) -> int:
    """The save that the page was made from. Unreadable counts as very old: nothing is overwritten."""
    text = request.POST.get("rev", "")
    return min(int(text), LARGEST_REV) if text.isascii() and text.isdecimal() and len(text) < 12 else -1


def _sheet(request: HttpRequest) -> str:
    """The page as it was shown; empty where it names none that we could have given."""
    text = request.POST.get("sheet", "")
    return text if SHEET.fullmatch(text) else ""
