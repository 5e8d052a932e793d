"""Signing a plan: all of it on one page, and one button that signs what stands there."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from assessments.actions import care_plans
from assessments.forms.near_event import NearVisits
from assessments.models import CarePlan
from assessments.permissions_care import plan_or_404
from assessments.presenters.plan_page import plan_view
from assessments.queries.care_plans import fingerprint, with_rows
from assessments.views.plan_page import drafted, keeps_typed, kept_near_event, near_of, refused
from hekas.accounts.permissions import Permission
from hekas.accounts.session import actor_of
from hekas.messaging.queries.written import can_read
from hekas.postgres import clock
from hekas.web.access import requires

SIGNED = "Signed. The client can read it now."
SIGNED_ON_PAPER = "Signed. They have no account to read it in: give them the letter."
LOOKED = "looked"


@requires(Permission.SEE_CLIENT_RESULT)
@require_http_methods(["GET", "HEAD", "POST"])
def sign_plan(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The whole plan before it is signed; sent from there, it is. A look is an audit event."""
    return _sign(request, uuid) if request.method == "POST" else _look(request, uuid)


def _look(request: HttpRequest, uuid: UUID) -> HttpResponse:
    now = clock.now()
    found, _ = plan_or_404(request, uuid, now)
    if found.status != "draft":
        return redirect("assessments:care_plan", uuid)
    care_plans.note_read(found, by=actor_of(request), now=now)
    plan = with_rows().get(pk=found.pk)
    context = {
        "plan": plan,
        "view": plan_view(plan, today=timezone.localdate(now)),
        "looked": fingerprint(plan),
        "near": near_of(plan, now),
        "kept": kept_near_event(request, plan),
        "can_read": can_read(plan.client),
    }
    return render(request, "assessments/care/sign.html", context)


@keeps_typed(drafted, signing=True)
def _sign(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """From the draft's own page nothing is signed: all that was typed is saved, and then it is read."""
    now = clock.now()
    plan, therapist = plan_or_404(request, uuid, now)
    looked = request.POST.get(LOOKED, "")
    if _is_signed_so(plan, looked):  # pressed twice
        return redirect("assessments:care_plan", uuid)
    if not looked and plan.status == "draft":
        return redirect("assessments:sign_plan", uuid)
    near, by = vars(NearVisits.read(request.POST)), actor_of(request)
    signs = {"therapist": therapist, "looked": looked, **near}
    if refused(request, lambda: care_plans.sign(plan, **signs, by=by, now=now)) is None:
        return redirect("assessments:sign_plan", uuid)
    messages.success(request, SIGNED if can_read(plan.client) else SIGNED_ON_PAPER)
    return redirect("assessments:care_plan", uuid)


def _is_signed_so(plan: CarePlan, looked: str) -> bool:
    return plan.status == "active" and looked == fingerprint(with_rows().get(pk=plan.pk))
