"""Editing a draft in place: the words of goals and lines, phases, and what to read."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from assessments.actions import plan_edits, plan_phases
from assessments.forms.care_plans import PhaseForm, ReadingForm, TextForm
from assessments.permissions_care import plan_activity_or_404, plan_goal_or_404, plan_or_404
from assessments.views.care_plans import refused
from assessments.views.plan_edits import back, fault
from hekas.accounts.permissions import Permission
from hekas.accounts.session import actor_of
from hekas.web.access import requires


@requires(Permission.SEE_CLIENT_RESULT)
@require_POST
def edit_goal(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Other words for a goal."""
    now = timezone.now()
    goal, form = plan_goal_or_404(request, uuid, now), TextForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        refused(request, lambda: plan_edits.change_goal(goal, **said, by=actor_of(request), now=now))
    else:
        fault(request, form)
    return back(goal.plan, f"phase-{goal.phase}" if goal.phase else "own")


@requires(Permission.SEE_CLIENT_RESULT)
@require_POST
def edit_line(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Other words for a line of treatment."""
    now = timezone.now()
    row, form = plan_activity_or_404(request, uuid, now), TextForm(request.POST)
    if form.is_valid():
        words, by = {"title": form.cleaned_data["text"]}, actor_of(request)
        refused(request, lambda: plan_edits.change_activity(row, values=words, by=by, now=now))
    else:
        fault(request, form)
    return back(row.plan, f"phase-{row.phase}")


@requires(Permission.SEE_CLIENT_RESULT)
@require_POST
def edit_phase(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Name, length and criteria of one phase."""
    now = timezone.now()
    plan, _ = plan_or_404(request, uuid, now)
    form, by = PhaseForm(request.POST), actor_of(request)
    if form.is_valid():
        refused(request, lambda: plan_phases.set_phase(plan, **form.cleaned_data, by=by, now=now))
    else:
        fault(request, form)
    return back(plan, f"phase-{request.POST.get('number', '')[:1]}")


@requires(Permission.SEE_CLIENT_RESULT)
@require_POST
def edit_reading(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The pages of the guide that go with the plan."""
    now = timezone.now()
    plan, _ = plan_or_404(request, uuid, now)
    form, by = ReadingForm(request.POST), actor_of(request)
    if form.is_valid():
        refused(request, lambda: plan_phases.set_education(plan, **form.cleaned_data, by=by, now=now))
    else:
        fault(request, form)
    return back(plan, "reading")
