"""Editing a draft plan, part by part."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from assessments.actions import care_plans, plan_edits
from assessments.forms.care_plans import AddExerciseForm, ExerciseForm, LineForm
from assessments.forms.whole_draft import NEW
from assessments.models import CarePlan
from assessments.permissions_care import plan_activity_or_404, plan_goal_or_404, plan_or_404, sent_or_404
from assessments.views.plan_page import REFUSED, drafted, is_added, keeps_typed, of_activity, of_goal, refused
from hekas.accounts.permissions import Permission
from hekas.accounts.session import actor_of
from hekas.postgres import clock
from hekas.web.access import requires
from hekas.web.forms import PlainForm

PLACES = ("phase-1", "phase-2", "phase-3", "own", "frame", "load", "reading")


def fault(request: HttpRequest, form: PlainForm) -> None:
    """The first thing that is wrong, in words, on the page that follows."""
    name, words = next(iter(form.errors.items()))
    label = form.fields[name].label if name in form.fields else ""
    messages.error(request, f"{label}: {words[0]}" if label else words[0])


def back(plan: CarePlan, place: str = "", *, out: UUID | None = None) -> HttpResponse:
    """To that place of the page; `out` is what was taken out just now."""
    address = reverse("assessments:care_plan", args=[plan.uuid])
    return redirect(address + (f"?out={out}" if out else "") + (f"#{place}" if place else ""))


@requires(Permission.SEE_CLIENT_RESULT)
@require_POST
@keeps_typed(drafted)
def edit_draft(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """All that was typed is saved by now: back to where it was, or on to the exercise that was pressed."""
    plan, _ = plan_or_404(request, uuid, clock.now())
    pressed = request.POST.get("change", "")
    if any(str(row.uuid) == pressed for row in plan.activities.filter(kind="exercise")):
        return redirect("assessments:edit_exercise", pressed)
    if plan.status == "draft":
        messages.success(request, "Saved.")
    else:
        messages.error(request, REFUSED[care_plans.NotADraft])
    return back(plan, request.POST.get("at", "") if request.POST.get("at") in PLACES else "")


@requires(Permission.SEE_CLIENT_RESULT)
@require_POST
@keeps_typed(drafted)
def add_exercise(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One more exercise of the library."""
    now = clock.now()
    plan, _ = plan_or_404(request, uuid, now)
    phase = request.POST.get("phase", "")[:1]
    sent = {"phase": phase, "code": request.POST.get(f"code-{phase}", "")}
    form, by = AddExerciseForm(sent), actor_of(request)
    if form.is_valid():
        refused(request, lambda: plan_edits.add_exercise(plan, **form.cleaned_data, by=by, now=now))
    else:
        fault(request, form)
    return back(plan, f"phase-{phase}")


@requires(Permission.SEE_CLIENT_RESULT)
@require_POST
@keeps_typed(drafted)
def add_line(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A goal, a line of treatment, or an activity of the client's own."""
    now = clock.now()
    plan, _ = plan_or_404(request, uuid, now)
    kind, _, phase = request.POST.get("add", "").partition("-")
    where = phase or "own"
    form = LineForm({"kind": kind, "phase": phase, "text": request.POST.get(f"{NEW}{where}", "")})
    by = actor_of(request)
    if form.is_valid():
        add = plan_edits.add_treatment if form.cleaned_data["kind"] == "treatment" else plan_edits.add_goal
        given = {name: form.cleaned_data[name] for name in ("text", "phase")}
        if refused(request, lambda: add(plan, **given, by=by, now=now)):
            is_added(request, plan, where)
    else:
        fault(request, form)
    return back(plan, f"phase-{phase}" if phase else "own")


@requires(Permission.SEE_CLIENT_RESULT)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_exercise(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One exercise's words and dose."""
    now = clock.now()
    activity = plan_activity_or_404(request, uuid, now)
    form = ExerciseForm(activity, request.POST or None)
    if request.method == "POST" and form.is_valid():
        by, values = actor_of(request), form.cleaned_data
        refused(request, lambda: plan_edits.change_activity(activity, values=values, by=by, now=now))
        return back(activity.plan, f"phase-{activity.phase}")
    care_plans.note_read(activity.plan, by=actor_of(request), now=now)
    status = 422 if form.errors else 200
    context = {"form": form, "activity": activity, "submit_label": "Save"}
    return render(request, "assessments/care/plan_exercise.html", context, status=status)


@requires(Permission.SEE_CLIENT_RESULT)
@require_POST
@keeps_typed(of_activity)
def remove_activity(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take one exercise or line of treatment out."""
    now = clock.now()
    try:
        activity = plan_activity_or_404(request, uuid, now)
    except Http404:
        return _out_already(request, of_activity(request, uuid, now))
    refused(request, lambda: plan_edits.remove_activity(activity, by=actor_of(request), now=now))
    return back(activity.plan, f"phase-{activity.phase}", out=uuid)


@requires(Permission.SEE_CLIENT_RESULT)
@require_POST
@keeps_typed(of_goal)
def remove_goal(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take one goal out."""
    now = clock.now()
    try:
        goal = plan_goal_or_404(request, uuid, now)
    except Http404:
        return _out_already(request, of_goal(request, uuid, now))
    refused(request, lambda: plan_edits.remove_goal(goal, by=actor_of(request), now=now))
    return back(goal.plan, f"phase-{goal.phase}" if goal.phase else "own", out=uuid)


@requires(Permission.SEE_CLIENT_RESULT)
@require_POST
@keeps_typed(drafted)
def put_back_line(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Undo the taking out of a goal, an exercise or a line of treatment."""
    now, line = clock.now(), sent_or_404(request, "put_back")
    plan, _ = plan_or_404(request, uuid, now)
    again = refused(request, lambda: plan_edits.put_back(plan, line, by=actor_of(request), now=now))
    return back(plan, f"phase-{again.phase}" if again and again.phase else "own" if again else "")


def _out_already(request: HttpRequest, plan: CarePlan) -> HttpResponse:
    """The second of two presses."""
    messages.info(request, "That line is out of the plan already.")
    return back(plan)
