"""Letters to print or keep: the client's plan."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from assessments.actions import care_plans
from assessments.models import CarePlan
from assessments.permissions_care import plan_or_404
from assessments.presenters.letters import plan_letter
from assessments.queries.care_plans import active_plan, with_rows
from hekas.accounts.permissions import Permission
from hekas.accounts.session import actor_of, own_client_or_404
from hekas.postgres import clock
from hekas.web.access import requires
from hekas.web.letters import pdf


@requires(Permission.OWN_CARE)
@require_safe
def own_plan_letter(request: HttpRequest) -> HttpResponse:
    """The client's plan as a letter."""
    plan = active_plan(own_client_or_404(request))
    return _letter(request, plan) if plan else redirect("assessments:own_plan")


@requires(Permission.SEE_CLIENT_RESULT)
@require_safe
def plan_letter_for(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A client's plan as a letter, for their therapist."""
    plan, _ = plan_or_404(request, uuid, clock.now())
    return _letter(request, with_rows().get(pk=plan.pk))


def _letter(request: HttpRequest, plan: CarePlan) -> HttpResponse:
    now = clock.now()
    care_plans.note_read(plan, by=actor_of(request), now=now)
    response = HttpResponse(pdf("plan", plan_letter(plan, now)), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="plan.pdf"'
    return response
