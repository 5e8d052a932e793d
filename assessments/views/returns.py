"""Carrying on later, or on another phone."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from assessments.actions import returns
from assessments.forms.returns import CodeForm, LaterForm
from assessments.models import ReturnLink
from assessments.permissions import intake_of_request_or_404, own_by_link
from assessments.presenters.question import resume_url
from assessments.queries.return_links import link_of
from hekas.accounts.limits import may_ask_for_link
from hekas.accounts.session import actor_of
from hekas.postgres import clock
from hekas.web.access import public

TOO_MANY = "That is enough for now. Please try again in an hour, or ring us."


@public("before there is an account, the session that began the intake owns it")
@require_http_methods(["GET", "HEAD", "POST"])
def later(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Have a link sent that leads back to these answers."""
    intake = intake_of_request_or_404(request, uuid)
    if intake.status != "draft":
        return redirect(resume_url(intake) if intake.status == "stopped" else "assessments:start")
    form = LaterForm(request.POST if request.method == "POST" else None)
    sent = form.is_bound and form.is_valid() and _send(request, intake, form)
    context = {"form": form, "sent": sent, "resume_url": resume_url(intake)}
    status = 422 if form.is_bound and not sent else 200
    return render(request, "assessments/later.html", context, status=status)


def _send(request: HttpRequest, intake, form: LaterForm) -> bool:  # type: ignore[no-untyped-def]
    email, remind = form.cleaned_data["email"], form.cleaned_data["remind"]
    if not may_ask_for_link(request):
        form.add_error("email", TOO_MANY)
        return False
    try:
        returns.send_link(intake, email=email, remind=remind, by=actor_of(request), now=clock.now())
    except returns.TooMany:
        form.add_error("email", TOO_MANY)
        return False
    return True


@public("the link is a secret of its owner, and opens nothing without the code that follows")
@require_http_methods(["GET", "HEAD", "POST"])
def come_back(request: HttpRequest, token: str) -> HttpResponse:
    """GET has no effect and shows nothing. POST sends a code, or takes it and opens the answers."""
    link = link_of(token, clock.now())
    if link is None:
        raise Http404("no such link, or used, or too old")
    if request.method == "POST":
        return _take_code(request, link) if "code" in request.POST else _give_code(request, link)
    return render(request, "assessments/come_back.html", {})


def _give_code(request: HttpRequest, link: ReturnLink) -> HttpResponse:
    form = CodeForm()
    try:
        returns.send_code(link, now=clock.now())
    except returns.TooMany:
        return render(request, "assessments/come_back.html", {"stop": TOO_MANY}, status=429)
    return render(request, "assessments/come_back.html", {"form": form})


def _take_code(request: HttpRequest, link: ReturnLink) -> HttpResponse:
    form = CodeForm(request.POST)
    if form.is_valid() and _redeem(request, link, form):
        own_by_link(request, link)
        return redirect(resume_url(link.intake))
    return render(request, "assessments/come_back.html", {"form": form}, status=422)


def _redeem(request: HttpRequest, link: ReturnLink, form: CodeForm) -> bool:
    code = form.cleaned_data["code"]
    try:
        returns.redeem(link, code=code, by=actor_of(request), now=clock.now())
    except returns.WrongCode:
        form.add_error("code", "That is not the code, or it is too old")
    except returns.TooMany:
        form.add_error("code", TOO_MANY)
    return form.is_valid()
