"""The therapist's plan page: reading, amending, moving on."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from assessments.actions import care_plans
from assessments.forms.care_plans import WordsForm
from assessments.permissions_care import plan_or_404, screening_or_404
from assessments.views.plan_page import refused, show
from hekas.accounts.permissions import Permission
from hekas.accounts.session import actor_of
from hekas.postgres import clock
from hekas.web.access import requires


@requires(Permission.SEE_CLIENT_RESULT)
@require_safe
def care_plan(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One plan; a draft with everything to edit. A look is an audit event."""
    now = clock.now()
    found, _ = plan_or_404(request, uuid, now)
    care_plans.note_read(found, by=actor_of(request), now=now)
    return show(request, found, now)


@requires(Permission.SEE_CLIENT_RESULT)
@require_POST
def draft_plan(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Propose a plan from a finished visit."""
    now = clock.now()
    screening, therapist = screening_or_404(request, uuid, now)
    by = actor_of(request)
    plan = refused(request, lambda: care_plans.draft(screening, therapist=therapist, by=by, now=now))
    if plan is None:
        return redirect("assessments:visit", screening.client.uuid)
    return redirect("assessments:care_plan", plan.uuid)


@requires(Permission.SEE_CLIENT_RESULT)
@require_POST
def discard_plan(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Put a draft away."""
    now = clock.now()
    plan, _ = plan_or_404(request, uuid, now)
    refused(request, lambda: care_plans.discard(plan, by=actor_of(request), now=now))
    return redirect("assessments:visit", plan.client.uuid)


@requires(Permission.SEE_CLIENT_RESULT)
@require_POST
def amend_plan(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Add a dated note; with a phase, move there and note why."""
    now = clock.now()
    plan, therapist = plan_or_404(request, uuid, now)
    form, by = WordsForm(request.POST), actor_of(request)
    if not form.is_valid():
        return show(request, plan, now, words=form)
    text, phase = form.cleaned_data["text"], form.cleaned_data["phase"]
    if phase is None:
        act, done = (
            partial(care_plans.amend, text=text),
            "Noted, with today's date. The client sees it on their plan.",
        )
    else:
        act = partial(care_plans.move_to, phase=phase, why=text)
        done = f"Moved to phase {phase}. The client sees it on their plan."
    if refused(request, lambda: act(plan, therapist=therapist, by=by, now=now)):
        messages.success(request, done)
    return redirect(reverse("assessments:care_plan", args=[uuid]) + "#amend")


@requires(Permission.SEE_CLIENT_RESULT)
@require_POST
def follow_plan(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A new draft with everything of this plan."""
    now = clock.now()
    plan, therapist = plan_or_404(request, uuid, now)
    by = actor_of(request)
    new = refused(request, lambda: care_plans.follow(plan, therapist=therapist, by=by, now=now))
    return redirect("assessments:care_plan", new.uuid if new else uuid)
