"""The way in and out of the questions: start, check, send, stop, ask again."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.actions import intakes
from assessments.models import Intake
from assessments.permissions import (
    current_intake,
    intake_of_request_or_404,
    own,
    was_opened_elsewhere,
)
from assessments.presenters.check import answers_of
from assessments.presenters.question import asked_again_url, first_unseen, last_url, page_url, resume_url
from assessments.presenters.result.stop import stop_of
from assessments.queries.clearances import is_spoken_of
from assessments.rules.questionnaire import load_questionnaire
from assessments.rules.routing import first_unanswered
from assessments.views.limits import refuse_begin
from hekas.accounts.consents import AGREE_FIRST, ASKED, HEALTH_DATA
from hekas.accounts.session import actor_of, current_client
from hekas.accounts.visits import go_on
from hekas.postgres import clock
from hekas.web.access import public

OWNED = "before there is an account, the session that began the intake owns it"


@public("anybody may begin; what they answer is theirs alone")
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """What comes, and the button that begins. While a stop is open it says what to do instead."""
    intake = current_intake(request)
    if intake and intake.status == "stopped" and not is_spoken_of(intake):
        return redirect(resume_url(intake))
    if request.method == "POST" and _agreed(request):
        return _begin(request)
    draft = intake if intake and intake.status == "draft" else None
    context = {
        "resume_url": resume_url(draft) if draft else "",
        "elsewhere": intake is None and was_opened_elsewhere(request),
        "asked": ASKED[HEALTH_DATA],
    }
    return render(request, "assessments/start.html", context, status=_status(request))


def _begin(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    if refused := refuse_begin(request, now):
        return refused
    intake = intakes.start(by=actor_of(request), now=now, client=current_client(request), agreed=True)
    own(request, intake)
    return redirect(page_url(intake, load_questionnaire().pages[0]))


def _agreed(request: HttpRequest) -> bool:
    """The button says "I agree", and its form names the words that stood above it."""
    return request.POST.get("agree") == ASKED[HEALTH_DATA].version


def _status(request: HttpRequest) -> int:
    return 422 if request.method == "POST" else 200


@public(OWNED)
@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest) -> HttpResponse:
    """Has anything changed? Asks the safety questions again and keeps the rest."""
    earlier = current_intake(request)
    if earlier is None or is_spoken_of(earlier):
        return redirect("assessments:start")
    if earlier.status != "submitted":
        return redirect(resume_url(earlier))
    if request.method != "POST" or not _agreed(request):
        context = {"earlier": earlier, "asked": ASKED[HEALTH_DATA]}
        return render(request, "assessments/again.html", context, status=_status(request))
    now = clock.now()
    if refused := refuse_begin(request, now):
        return refused
    intake = intakes.renew(earlier, by=actor_of(request), now=now, agreed=True)
    own(request, intake)
    return redirect(resume_url(intake))


@public(OWNED)
@require_safe
def check(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """All answers on one page, before they are sent."""
    intake = intake_of_request_or_404(request, uuid)
    if intake.status != "draft":
        return _done(intake)
    missing = first_unanswered(load_questionnaire(), intake.answers)
    if missing is not None:
        return redirect(page_url(intake, missing))
    context = {
        "intake": intake,
        "groups": answers_of(intake),
        "unseen": first_unseen(intake),
        "back": last_url(intake),
    }
    return render(request, "assessments/check.html", context)


@public(OWNED)
@require_POST
def submit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Hand in the answers. Pressing twice gives the one result."""
    intake = intake_of_request_or_404(request, uuid)
    try:
        result = intakes.submit(intake, by=actor_of(request), now=clock.now())
    except intakes.Incomplete as fault:
        return redirect(asked_again_url(intake, fault.page, fault.why))
    except intakes.TakenBack:
        messages.info(request, AGREE_FIRST)
        return redirect("privacy:own_data" if request.user.is_authenticated else "assessments:start")
    go_on(request)
    return redirect("assessments:result", result.uuid)


@public(OWNED)
@require_safe
def stopped(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What to do now, and nothing else."""
    intake = intake_of_request_or_404(request, uuid)
    if intake.status != "stopped":
        return redirect(resume_url(intake) if intake.status == "draft" else _done(intake).url)
    return render(request, "assessments/stopped.html", {"stop": stop_of(intake.results.latest("made_at"))})


def _done(intake: Intake) -> HttpResponse:
    if intake.status == "stopped":
        return redirect("assessments:stopped", intake.uuid)
    return redirect("assessments:result", intake.results.latest("made_at").uuid)
