"""The therapist's plan page: reading, signing, amending, moving on."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from assessments.actions import care_plans
from assessments.forms.care_plans import AddExerciseForm, FrameForm, LoadForm, ReadingForm, WordsForm
from assessments.models import CarePlan
from assessments.permissions_care import plan_or_404, screening_or_404
from assessments.presenters.plan_page import plan_view
from assessments.presenters.since import since_of
from assessments.queries.care_plans import with_rows
from assessments.queries.visits import visit_data
from hekas.accounts.permissions import Permission
from hekas.accounts.session import actor_of
from hekas.web.access import requires

REFUSED = {
    care_plans.NotADraft: "This plan is signed. Add an amendment, or make a new draft from it.",
    care_plans.NotActive: "Only an active plan can be amended or moved on.",
    care_plans.DraftExists: "There is a draft already. Finish or discard it first.",
    care_plans.NotCompleted: "Finish the tests first.",
    care_plans.SentForHelp: "This person was sent for help. Speak with them and close it first.",
    care_plans.StillHeld: "This person’s answers are held. Read them and release them in writing first.",
    care_plans.WordsNeeded: "Say why in a few words.",
}


def refused(request: HttpRequest, act: Callable[[], Any]) -> Any:
    """The act's outcome; None, and a message in plain words, where it is refused."""
    try:
        return act()
    except tuple(REFUSED) as fault:
        messages.error(request, REFUSED[type(fault)])
        return None


@requires(Permission.SEE_CLIENT_RESULT)
@require_safe
def care_plan(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One plan; a draft with everything to edit. A look is an audit event."""
    now = timezone.now()
    found, _ = plan_or_404(request, uuid, now)
    care_plans.note_read(found, by=actor_of(request), now=now)
    return _show(request, found, now)


def _show(
    request: HttpRequest, found: CarePlan, now: datetime, words: WordsForm | None = None
) -> HttpResponse:
    """The page; 422 where the note that came back has a fault, with what was typed."""
    plan = with_rows().get(pk=found.pk)
    data = visit_data(plan.client, now)
    is_active = plan.status == "active" and data.progress is not None
    view = plan_view(
        plan, today=data.today, criteria=data.progress.criteria if is_active and data.progress else None
    )
    context = {
        "view": view,
        "plan": plan,
        "since": since_of(data.progress, data.history, data.person) if is_active else None,
        "frame": FrameForm(plan),
        "load": LoadForm(plan),
        "add": AddExerciseForm(),
        "reading": ReadingForm(),
        "may_follow": is_active and data.draft is None,
        "words": words,
    }
    return render(request, "assessments/care/plan.html", context, status=422 if words else 200)


@requires(Permission.SEE_CLIENT_RESULT)
@require_POST
def draft_plan(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Propose a plan from a finished visit."""
    now = timezone.now()
    screening, therapist = screening_or_404(request, uuid, now)
    by = actor_of(request)
    plan = refused(request, lambda: care_plans.draft(screening, therapist=therapist, by=by, now=now))
    if plan is None:
        return redirect("assessments:visit", screening.client.uuid)
    return redirect("assessments:care_plan", plan.uuid)


@requires(Permission.SEE_CLIENT_RESULT)
@require_POST
def sign_plan(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Make it the client's plan."""
    now = timezone.now()
    plan, therapist = plan_or_404(request, uuid, now)
    by = actor_of(request)
    if refused(request, lambda: care_plans.sign(plan, therapist=therapist, by=by, now=now)):
        messages.success(request, "Signed. The client can read it now.")
    return redirect("assessments:care_plan", uuid)


@requires(Permission.SEE_CLIENT_RESULT)
@require_POST
def discard_plan(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Put a draft away."""
    now = timezone.now()
    plan, _ = plan_or_404(request, uuid, now)
    refused(request, lambda: care_plans.discard(plan, by=actor_of(request), now=now))
    return redirect("assessments:visit", plan.client.uuid)


@requires(Permission.SEE_CLIENT_RESULT)
@require_POST
def amend_plan(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Add a dated note; with a phase, move there and note why."""
    now = timezone.now()
    plan, therapist = plan_or_404(request, uuid, now)
    form, by = WordsForm(request.POST), actor_of(request)
    if not form.is_valid():
        return _show(request, plan, now, form)
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
    now = timezone.now()
    plan, therapist = plan_or_404(request, uuid, now)
    by = actor_of(request)
    new = refused(request, lambda: care_plans.follow(plan, therapist=therapist, by=by, now=now))
    return redirect("assessments:care_plan", new.uuid if new else uuid)
