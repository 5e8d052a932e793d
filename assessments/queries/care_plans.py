"""Plans: the one that is lived by, the draft, and a plan as one document."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from assessments.models import CarePlan, Screening
from assessments.rules.event_days import EventDays, event_days
from hekas.accounts.models import Client, Therapist


def active_plan(client: Client) -> CarePlan | None:
    """The signed plan that the client lives by, with its goals, activities and amendments."""
    return with_rows().active().filter(client=client).first()


@dataclass(frozen=True)
class Cadence:
    """The visits that a plan asks for next: who with, the weeks between two, how many, and up to what."""

    therapist: Therapist
    every_weeks: int
    visits: int
    event: date | None


def told_in_weeks(screening: Screening | None) -> EventDays | None:
    """The days that the event of this visit's answers may be on; None where its day is known."""
    result = screening.result if screening else None
    return event_days(result.answers, result.intake.answers) if result else None


def cadence(client: Client, today: date) -> Cadence | None:
    """Until the end of the phase that the client is in; at least two, at most twelve. None without a plan."""
    plan = CarePlan.objects.active().filter(client=client).select_related("signed_by").first()
    if plan is None or plan.signed_by is None:
        return None
    phase = next(one for one in plan.phases if one["number"] == plan.phase_now)
    every = phase.get("massage_weeks", 1)
    ends = plan.starts_on + timedelta(weeks=phase["last_week"])
    visits = max((ends - today).days, 0) // (7 * every)
    event = plan.next_event_on if plan.next_event_on and plan.next_event_on > today else None
    return Cadence(plan.signed_by, every, min(max(visits, 2), 12), event)


def with_rows():  # type: ignore[no-untyped-def]
    """Plans with everything that a page of one shows: a constant number of queries."""
    related = ("goals", "activities", "amendments__by")
    return CarePlan.objects.select_related("client", "signed_by", "therapist").prefetch_related(*related)


def plans_of(client: Client) -> list[CarePlan]:
    """Active first, then the draft, then the older ones, newest first."""
    order = {"active": 0, "draft": 1}
    rows = CarePlan.objects.filter(client=client).select_related("signed_by", "therapist")
    return sorted(rows, key=lambda plan: order.get(plan.status, 2))


def document_of(plan: CarePlan) -> dict[str, Any]:
    """The plan word for word, as it is kept when it is signed."""
    return {
        "starts_on": plan.starts_on.isoformat(),
        "next_event_on": plan.next_event_on.isoformat() if plan.next_event_on else None,
        "rules_version": plan.rules_version,
        "phases": plan.phases,
        "load": plan.load,
        "education": plan.education,
        "note": plan.note,
        "goals": [{"kind": g.kind, "phase": g.phase, "text": g.text} for g in plan.goals.all()],
        "activities": [_activity(row) for row in plan.activities.all()],
    }


def fingerprint(plan: CarePlan) -> str:
    """64 hex digits that are others as soon as one word of the plan is: what was read is what is signed."""
    return sha256(json.dumps(document_of(plan), sort_keys=True).encode()).hexdigest()


def _activity(row: Any) -> dict[str, Any]:
    names = ("kind", "phase", "code", "title", "how", "sets", "reps", "hold_seconds", "per_week")
    return {name: getattr(row, name) for name in (*names, "progress", "stop")}
