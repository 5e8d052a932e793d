"""What a client's own page tells of their plan and of their result, each in a few words and a drawing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from assessments.engine.progress import Week
from assessments.models import CarePlan
from assessments.presenters.plan_page import PhaseView, plan_view
from assessments.presenters.result.page import ResultPage, page_of
from assessments.queries.advice import Advice
from assessments.queries.care_plans import active_plan
from assessments.queries.clearances import result_known
from assessments.queries.visits import own_progress
from hekas.accounts.models import Client

WEEKS_SHOWN = 6


@dataclass(frozen=True)
class OwnPlan:
    """The plan that the client lives by. `weeks`: the last of the diary, oldest first, cramps counted."""

    plan: CarePlan
    now: PhaseView
    weeks: tuple[Week, ...]
    review_on: date | None

    @property
    def done(self) -> int:
        """How many of this phase's exercises are ticked for today."""
        return sum(row.done for row in self.now.exercises)

    @property
    def is_done(self) -> bool:
        """Whether nothing is left of it for today."""
        return self.done == len(self.now.exercises)


def first_of(advice: Advice, is_booked: bool, plan: OwnPlan | None) -> str:
    """The part with the page's one filled button: "step", "plan", "visit", or "" where there is none."""
    if advice.gate == "redirected":
        return ""
    if advice.stale or advice.result_uuid is None or (advice.may_book and not is_booked):
        return "step"
    if plan is not None and not plan.is_done:
        return "plan"
    return "visit" if is_booked else ""


def plan_of(client: Client | None, now: datetime) -> OwnPlan | None:
    """None where there is no plan, or nobody yet."""
    plan = active_plan(client) if client else None
    if client is None or plan is None:
        return None
    progress = own_progress(client, plan, now).progress
    view = plan_view(plan, today=timezone.localdate(now), done=progress.done)
    return OwnPlan(plan, view.now, _told(progress.weeks), progress.reassess_on)


def _told(weeks: Iterable[Week]) -> tuple[Week, ...]:
    return tuple(week for week in weeks if week.cramps is not None)[-WEEKS_SHOWN:]


def result_of(uuid: UUID | None, now: datetime) -> ResultPage | None:
    """The newest result as its own page shows it; None before there is one."""
    result = result_known(uuid) if uuid else None
    return page_of(result, None, now) if result else None
