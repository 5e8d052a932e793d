"""The therapist's page of a plan, and how a draft keeps whatever was typed anywhere on it."""

import json
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from assessments.actions import care_plans, plan_drafts, plan_event
from assessments.forms.care_plans import AddExerciseForm, FrameForm, LoadForm, ReadingForm, WordsForm
from assessments.forms.near_event import NearVisits
from assessments.forms.whole_draft import NEW, WholeDraft, new_in
from assessments.models import Activity, CarePlan, Goal
from assessments.permissions_care import plan_activity_or_404, plan_goal_or_404, plan_or_404, sent_or_404
from assessments.presenters.other_event import other_event_words
from assessments.presenters.plan_page import plan_view
from assessments.presenters.since import since_of
from assessments.presenters.typed import lay_over
from assessments.queries.appointed import Appointed, near_event
from assessments.queries.care_plans import with_rows
from assessments.queries.drafts import values_of
from assessments.queries.taken_out import taken_out
from assessments.queries.visits import visit_data
from hekas.accounts.session import actor_of
from hekas.postgres import clock

REFUSED = {
    care_plans.NotADraft: "This plan is signed. Add an amendment, or make a new draft from it.",
    care_plans.ChangedSinceRead: "The draft was changed after you read it. Read it as it is now, then sign.",
    care_plans.NotActive: "Only an active plan can be amended or moved on.",
    care_plans.DraftExists: "There is a draft already. Finish or discard it first.",
    care_plans.NotCompleted: "Finish the tests first.",
    care_plans.SentForHelp: "This person was sent for help. Speak with them and close it first.",
    care_plans.StillHeld: "This person’s answers are held. Read them and release them in writing first.",
    plan_event.NotShown: "Not signed yet: visits stand too near the event. Look at them below, then sign.",
    plan_event.OthersFirst: "Somebody is changing these visits just now. Nothing is signed. Try once more.",
    care_plans.WordsNeeded: "Say why in a few words.",
}


def refused(request: HttpRequest, act: Callable[[], Any]) -> Any:
    """The act's outcome; None, and a message in plain words, where it is refused."""
    try:
        return act()
    except tuple(REFUSED) as fault:
        messages.error(request, REFUSED[type(fault)])
        return None


def show(
    request: HttpRequest,
    found: CarePlan,
    now: datetime,
    *,
    words: WordsForm | None = None,
    whole: WholeDraft | None = None,
) -> HttpResponse:
    """The page; where something was refused (409, 422) with all that was typed."""
    plan = with_rows().get(pk=found.pk)
    shown = json.dumps(values_of(plan)) if plan.status == "draft" else ""
    context = {**_context(plan, now, whole), "words": words, "whole": whole, "shown": shown}
    context["not_added"], context["out"] = _not_added(request, plan), _taken_out(request, plan)
    context["kept"] = kept_near_event(request, plan)
    status = whole.status if whole else 422 if words else 200
    return render(request, "assessments/care/plan.html", context, status=status)


def _taken_out(request: HttpRequest, plan: CarePlan) -> Goal | Activity | None:
    """The line that was taken out a moment ago, to be put back where that was a slip."""
    try:
        line = UUID(request.GET.get("out", ""))
    except ValueError:
        return None
    return taken_out(plan, line) if plan.status == "draft" else None


def _context(plan: CarePlan, now: datetime, whole: WholeDraft | None) -> dict[str, Any]:
    data = visit_data(plan.client, now)
    is_active = plan.status == "active" and data.progress is not None
    if whole and plan.status == "draft":
        lay_over(plan, whole.values)
    frame = FrameForm(plan, whole.frame) if whole else FrameForm(plan)
    if whole:
        whole.tell(frame)
    view = plan_view(
        plan, today=data.today, criteria=data.progress.criteria if is_active and data.progress else None
    )
    return {
        "view": view,
        "plan": plan,
        "since": since_of(data.progress, data.history, data.person) if is_active else None,
        "frame": frame,
        "load": LoadForm(plan),
        "add": AddExerciseForm(),
        "reading": ReadingForm(),
        "near": near_of(plan, now),
        "other_event": other_event_words(plan, data.other_events) if is_active else "",
        "may_follow": is_active and data.draft is None,
    }


def near_of(plan: CarePlan, now: datetime) -> list[Appointed]:
    """What stands too near its event, while the plan is a draft or in force."""
    return near_event(plan.client, plan.next_event_on, now) if plan.status in ("draft", "active") else []


Load = Callable[[HttpRequest, UUID, datetime], CarePlan]
Respond = Callable[..., HttpResponse]


def drafted(request: HttpRequest, uuid: UUID, now: datetime) -> CarePlan:
    return plan_or_404(request, uuid, now)[0]


def of_goal(request: HttpRequest, uuid: UUID, now: datetime) -> CarePlan:
    return _plan_of(plan_goal_or_404, request, uuid, now)


def of_activity(request: HttpRequest, uuid: UUID, now: datetime) -> CarePlan:
    return _plan_of(plan_activity_or_404, request, uuid, now)


def _plan_of(load: Callable[..., Any], request: HttpRequest, uuid: UUID, now: datetime) -> CarePlan:
    """Of the second of two presses the thing is gone: the page says whose plan it was."""
    try:
        plan: CarePlan = load(request, uuid, now).plan
    except Http404:
        return plan_or_404(request, sent_or_404(request, "plan"), now)[0]
    return plan


def keeps_typed(load: Load, *, signing: bool = False) -> Callable[[Respond], Respond]:
    """Before the view acts, all that was typed into the draft's page is saved; if not, nothing is done."""

    def keeping(view: Respond) -> Respond:
        @wraps(view)
        def kept(request: HttpRequest, uuid: UUID) -> HttpResponse:
            now = clock.now()
            plan = load(request, uuid, now)
            if new := new_in(request.POST):
                request.session[_key(plan)] = new
            _keep_choice(request, plan)
            whole = _saved(request, plan, now, but=uuid, signing=signing)
            return show(request, plan, now, whole=whole) if whole else view(request, uuid)

        return kept

    return keeping


def _saved(request: HttpRequest, plan: CarePlan, now: datetime, **how: Any) -> WholeDraft | None:
    """None where all is saved, else what is refused. Weighed once more where another tab was quicker."""
    whole = WholeDraft(with_rows().get(pk=plan.pk), request.POST, **how)
    if whole.is_refused or not whole.acts:
        return whole if whole.is_refused else None
    try:
        plan_drafts.save(plan, acts=whole.acts, basis=whole.basis, by=actor_of(request), now=now)
    except (plan_drafts.ChangedElsewhere, care_plans.NotADraft):
        return _saved(request, plan, now, **how)
    return None


def _choice_key(plan: CarePlan) -> str:
    return f"kept_near_event_{plan.uuid}"


def kept_near_event(request: HttpRequest, plan: CarePlan) -> list[str]:
    """The ids of the visits too near its event that are not to go."""
    kept: list[str] = request.session.get(_choice_key(plan), [])
    return kept


def _keep_choice(request: HttpRequest, plan: CarePlan) -> None:
    """Which of the visits too near the event are not to go: a box that was unticked stays so."""
    near = NearVisits.read(request.POST)
    if near.seen:
        request.session[_choice_key(plan)] = sorted(str(one) for one in near.seen - near.gone)


def _key(plan: CarePlan) -> str:
    return f"not_added_{plan.uuid}"


def _not_added(request: HttpRequest, plan: CarePlan) -> dict[str, str]:
    """What was typed into a line to add while another button was pressed: it stands there again, once."""
    kept: dict[str, str] = request.session.pop(_key(plan), {})
    return {name.removeprefix(NEW): words for name, words in kept.items()}


def is_added(request: HttpRequest, plan: CarePlan, where: str) -> None:
    """That line is in the plan now; it does not stand among those to add again."""
    kept = request.session.get(_key(plan), {})
    request.session[_key(plan)] = {name: words for name, words in kept.items() if name != f"{NEW}{where}"}
