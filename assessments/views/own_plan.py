"""The client's plan: what to do now, ticks, scores of their own activities, how it goes."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from assessments.actions import care_plans, progress
from assessments.forms.diary import CheckInForm, ScoreForm
from assessments.models import Goal
from assessments.permissions_care import own_exercise_or_404, own_goal_or_404
from assessments.presenters.plan_page import plan_view
from assessments.presenters.since import check_in_charts, since_of
from assessments.queries.care_plans import active_plan
from assessments.queries.progress import Progress
from assessments.queries.reads import looks_at
from assessments.queries.visits import own_progress
from hekas.accounts.permissions import Permission
from hekas.accounts.session import actor_of, current_client, own_client_or_404
from hekas.postgres import clock
from hekas.web.access import requires


@requires(Permission.OWN_CARE)
@require_safe
def own_plan(request: HttpRequest) -> HttpResponse:
    """The plan that the client lives by, or a word that there is none yet."""
    now = clock.now()
    client = current_client(request)
    plan = active_plan(client) if client else None
    if client is None or plan is None:
        return render(request, "assessments/care/own_none.html", {"has_diary": client is not None})
    care_plans.note_read(plan, by=actor_of(request), now=now)
    today = timezone.localdate(now)
    found = own_progress(client, plan, now)
    view = plan_view(plan, today=today, done=found.progress.done, criteria=found.progress.criteria)
    context = {"view": view, "plan": plan, "scores": _scored(view.own, found.progress)}
    return render(request, "assessments/care/own_plan.html", context)


def _scored(goals: Iterable[Goal], found: Progress) -> list[tuple[Goal, ScoreForm, object]]:
    """Each activity with its form and what was said of it last: (day, points), or nothing yet."""
    last = {scores.text: scores.points[-1] for scores in found.scores}
    return [(goal, ScoreForm(goal), last.get(goal.text)) for goal in goals]


@requires(Permission.OWN_CARE)
@require_safe
def own_progress_page(request: HttpRequest) -> HttpResponse:
    """How it goes: one verdict, its reasons, charts each with its table."""
    now = clock.now()
    client = own_client_or_404(request)
    plan = active_plan(client)
    if plan is None:
        return render(request, "assessments/care/own_none.html", {"has_diary": True})
    care_plans.note_read(plan, by=actor_of(request), now=now)
    found = own_progress(client, plan, now)
    context = {
        "since": since_of(found.progress, found.history, found.person),
        "charts": check_in_charts(found.progress),
        "scores": found.progress.scores,
        "form": CheckInForm(),
    }
    return render(request, "assessments/care/own_progress.html", context)


@requires(Permission.OWN_CARE)
@require_safe
def own_reads(request: HttpRequest) -> HttpResponse:
    """Who has looked at this client's record."""
    looks = looks_at(own_client_or_404(request))
    return render(request, "assessments/care/own_reads.html", {"looks": looks})


@requires(Permission.OWN_CARE)
@require_POST
def tick(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """An exercise done today, or not after all."""
    now = clock.now()
    activity, client = own_exercise_or_404(request, uuid), own_client_or_404(request)
    today, done = timezone.localdate(now), request.POST.get("done") == "yes"
    progress.tick(client, activity, on=today, today=today, done=done, by=actor_of(request), now=now)
    return redirect(reverse("assessments:own_plan") + f"#exercise-{activity.uuid}")


@requires(Permission.OWN_CARE)
@require_POST
def score(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """How well an activity of their own goes, 0 to 10."""
    now = clock.now()
    goal, client = own_goal_or_404(request, uuid), own_client_or_404(request)
    form = ScoreForm(goal, request.POST)
    if form.is_valid():
        today, points = timezone.localdate(now), form.cleaned_data["points"]
        progress.score(client, goal, points=points, on=today, by=actor_of(request), now=now)
        messages.success(request, "Thank you, written down.")
    else:
        messages.error(request, "Choose a number from 0 to 10.")
    return redirect(reverse("assessments:own_plan") + "#activities")


@requires(Permission.OWN_CARE)
@require_POST
def check_in(request: HttpRequest) -> HttpResponse:
    """How the week was."""
    now = clock.now()
    client, form = own_client_or_404(request), CheckInForm(request.POST)
    if form.is_valid():
        on = timezone.localdate(now)
        progress.check_in(client, on=on, **form.cleaned_data, by=actor_of(request), now=now)
        messages.success(request, "Thank you, written down.")
        return redirect("assessments:own_progress")
    return render(request, "assessments/care/check_in.html", {"form": form}, status=422)
