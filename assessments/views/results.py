"""A client's own result."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.module_loading import import_string
from django.views.decorators.http import require_POST, require_safe

from assessments.actions import claims
from assessments.forms.review import ReachMeForm
from assessments.models import Result
from assessments.models.clearance import STOPPING_TIERS
from assessments.permissions import result_or_404
from assessments.presenters.result.page import page_of
from assessments.presenters.result.stop import stop_of
from assessments.queries.waiting import latest_clearance
from assessments.views.limits import refuse_word
from hekas.accounts.actions import clients
from hekas.accounts.models import Client
from hekas.accounts.permissions import Permission
from hekas.accounts.session import actor_of, current_client, remember_client
from hekas.postgres import clock
from hekas.web.access import public

OWNED = "before there is an account, the session that began the intake owns its result"


@public(OWNED)
@require_safe
def result(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What may be adding to the cramps, and what next; or the one thing to do now."""
    return _show(request, result_or_404(request, uuid), ReachMeForm())


@public(OWNED)
@require_POST
def reach_me(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Leave a name and a number, so that a therapist can ring about answers that are held."""
    own = result_or_404(request, uuid)
    form = ReachMeForm(request.POST)
    if not form.is_valid():
        return _show(request, own, form, status=422)
    now = clock.now()
    if refused := refuse_word(request, now):
        return refused
    words = {name: str(form.cleaned_data[name]) for name in ("name", "email", "phone")}
    client = claims.leave_word(
        own.intake, client=_client(request, words), by=actor_of(request), now=now, **words
    )
    if not request.user.is_authenticated:
        remember_client(request, client)
    return redirect("assessments:result", own.uuid)


def _client(request: HttpRequest, words: Mapping[str, str]) -> Client | None:
    """Whoever this is already; an account's first word makes its own record, never a visitor's."""
    known = current_client(request)
    if known is not None or not request.user.is_authenticated or not request.user.may(Permission.OWN_CARE):
        return known
    said = {"name": words["name"], "phone": words["phone"]}
    return clients.of_account(request.user, **said, now=clock.now())


def _show(request: HttpRequest, own: Result, form: ReachMeForm, status: int = 200) -> HttpResponse:
    now = clock.now()
    page = page_of(own, latest_clearance(own.pk), now)
    if page.gate == "redirected" or own.tier in STOPPING_TIERS:
        return render(request, "assessments/stopped.html", {"stop": stop_of(own)})
    times = _times(request, now) if page.may_be_booked else None
    context = {"page": page, "form": form, "times": times}
    return render(request, "assessments/result.html", context, status=status)


def _times(request: HttpRequest, now: datetime) -> object:
    """The next free times. The calendar lies above this room, so the settings say who knows them."""
    return import_string(settings.RESULT_INVITATION)(request, now)
