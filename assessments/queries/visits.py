"""All that the visit page shows of one client, in a constant number of queries."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import OuterRef
from django.utils import timezone

from assessments.adapters_care import person_of
from assessments.engine.catalogue import Person
from assessments.models import CarePlan, Clearance, DeskNote, Result, Screening
from assessments.queries.appointed import Appointed, appointed, other_events
from assessments.queries.care_plans import plans_of
from assessments.queries.clearances import may_be_held
from assessments.queries.desk_notes import heard_of
from assessments.queries.progress import Progress, entries_of, progress_of
from assessments.queries.screenings import (
    History,
    Visit,
    history_of,
    last_screened_on,
    visit_before,
    visit_of,
)
from assessments.queries.weighing import picture_of
from hekas.accounts.actions import consents
from hekas.accounts.models import Client

BASELINE = timedelta(weeks=2)


@dataclass(frozen=True)
class VisitData:
    """`result` is the one that the visit at hand is weighed with, or the newest."""

    client: Client
    now: datetime
    today: date
    person: Person
    result: Result | None
    clearance: Clearance | None
    history: History
    picture: dict[str, Any] | None
    active: CarePlan | None
    draft: CarePlan | None
    progress: Progress | None
    appointed: Appointed | None
    taken_back: frozenset[str]
    other_events: tuple[date, ...] = ()
    heard: tuple[DeskNote, ...] = ()


def visit_data(client: Client, now: datetime) -> VisitData:
    """Nine queries: visits (five), clearance with result and consents, plans, diary, booking of today.

    One more where a plan in force names an event: whether visits lead up to another. Who has no clearance is
    asked for in two more: the newest result, and the consents. Of whoever is not open it is asked what the
    desk has heard.
    """
    history, (clearance, taken_back) = history_of(client), _cleared(client)
    result = _result(client, history, clearance)
    today = timezone.localdate(now)
    person = person_of(client, result, today)
    by_status = {plan.status: plan for plan in plans_of(client)}
    active = by_status.get("active")
    return VisitData(
        client=client,
        now=now,
        today=today,
        person=person,
        result=result,
        clearance=clearance,
        history=history,
        picture=picture_of(history.now, result, now),
        active=active,
        draft=by_status.get("draft"),
        progress=_progress(client, active, history, person, result, today),
        appointed=appointed(client, now),
        taken_back=taken_back,
        other_events=other_events(client, active and active.next_event_on, today),
        heard=() if clearance is not None and may_be_held(clearance) else tuple(heard_of(client)),
    )


def _cleared(client: Client) -> tuple[Clearance | None, frozenset[str]]:
    """What stands of the safety questions, and which consents were taken back."""
    related = ("result__intake", "released_by", "held_by", "held_at_desk_by", "follows_stop")
    current = Clearance.objects.current().filter(client=client).select_related(*related)
    found = current.annotate(refused=consents.refused_too(OuterRef("client"))).first()
    if found is None:
        return None, consents.refused(client)
    return found, frozenset(kind for kind in found.refused if kind)


def _result(client: Client, history: History, clearance: Clearance | None) -> Result | None:
    """That of a running visit, which goes on with the answers that it began with; else the newest."""
    visit = history.now
    if visit and visit.screening.is_running and visit.screening.result:
        return visit.screening.result
    if clearance is not None:
        return clearance.result
    return Result.objects.filter(intake__client=client).select_related("intake").first()


def _progress(
    client: Client,
    plan: CarePlan | None,
    history: History,
    person: Person,
    result: Result | None,
    today: date,
) -> Progress | None:
    if plan is None:
        return None
    entries = entries_of(client, since=plan.starts_on - BASELINE)
    told = result.answers.get("cramps", {}).get("per_week") if result else None
    per_week = None if told is None else round(told)
    screened = last_screened_on(history)
    return progress_of(plan, entries, history.raises, person, today, screened, per_week)


@dataclass(frozen=True)
class OwnProgress:
    """How a client's own plan goes."""

    progress: Progress
    history: History
    person: Person


def own_progress(client: Client, plan: CarePlan, now: datetime) -> OwnProgress:
    """For the client's own pages: the diary and the visits, judged by the plan."""
    history, today = history_of(client), timezone.localdate(now)
    result = _result(client, history, _cleared(client)[0])
    person = person_of(client, result, today)
    progress = _progress(client, plan, history, person, result, today)
    assert progress is not None
    return OwnProgress(progress, history, person)


@dataclass(frozen=True)
class SavedData:
    """A running visit with what is measured, and the picture that it makes."""

    visit: Visit
    before: Visit | None
    person: Person
    picture: dict[str, Any] | None
    now: datetime


def saved_data(screening: Screening, now: datetime) -> SavedData:
    """For the answer to one saved value: four queries."""
    visit = visit_of(screening)
    return SavedData(
        visit=visit,
        before=visit_before(screening),
        person=person_of(screening.client, screening.result, timezone.localdate(now)),
        picture=picture_of(visit, screening.result, now),
        now=now,
    )
