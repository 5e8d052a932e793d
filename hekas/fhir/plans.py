"""Plans of care: the whole, its three phases as plans that are part of it, and what it is for."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from assessments import labels_care
from assessments.models import Activity, CarePlan, Goal, ProgressEntry
from hekas.fhir import people
from hekas.fhir.parts import Json, concept, instant, kept, local, named, reference, resource
from hekas.fhir.record import Record

GOAL_STATUS = {"draft": "proposed", "active": "active", "completed": "completed", "revoked": "cancelled"}
DOING = {"draft": "not-started", "active": "in-progress", "completed": "completed", "revoked": "cancelled"}
KIND = "ServiceRequest"


def resources(record: Record) -> Iterator[Json]:
    for plan in record.plans:
        yield from (goal(record, plan, row) for row in plan.goals.all())
        yield whole(record, plan)
        yield from (phase(record, plan, one) for one in plan.phases)


def done(record: Record) -> Iterator[Json]:
    """Each exercise that the client ticked, as a Task of the phase that asks for it."""
    phases = {plan.pk: {one["number"] for one in plan.phases} for plan in record.plans}
    names = {plan.pk: plan for plan in record.plans}
    for row in record.diary:
        if row.kind == "exercise" and row.activity:
            number, of = row.activity.phase, row.activity.plan_id
            asked = phase_id(names[of], number) if number in phases.get(of, ()) else None
            yield tick(record, row, row.activity, asked)


def tick(record: Record, row: ProgressEntry, activity: Activity, asked: UUID | None) -> Json:
    day = row.happened_on.isoformat()
    return resource(
        "Task",
        row.uuid,
        status="completed",
        intent="order",
        code=concept(activity.title, *([local("exercise", activity.code)] if activity.code else [])),
        focus=reference(asked) if asked else None,
        executionPeriod={"start": day, "end": day},
        owner=people.of_client(record.client),
        **{"for": people.of_client(record.client)},
    )


def goal(record: Record, plan: CarePlan, row: Goal) -> Json:
    """Of a phase, said by the therapist; or an activity of the client's own, scored 0 to 10."""
    own = row.kind == "activity"
    return resource(
        "Goal",
        row.uuid,
        lifecycleStatus=GOAL_STATUS[plan.status],
        description=concept(row.text),
        subject=people.of_client(record.client),
        startDate=plan.starts_on.isoformat(),
        target=_target(plan, row),
        expressedBy=people.of_client(record.client) if own else people.of_therapist(plan.therapist),
    )


def _target(plan: CarePlan, row: Goal) -> list[Json] | None:
    if row.kind == "activity":
        return [{"measure": concept("Own activity, 0 to 10", local("diary", "score"))}]
    ends = [_span(plan, one)[1] for one in plan.phases if one["number"] == row.phase]
    return [{"dueDate": ends[0].isoformat()}] if ends else None


def whole(record: Record, plan: CarePlan) -> Json:
    before = next((old for old in record.plans if old.pk == plan.follows_id), None)
    visit = next((row for row in record.screenings if row.pk == plan.screening_id), None)
    seen = visit is not None and visit.snapshot is not None
    return resource(
        "CarePlan",
        plan.uuid,
        **_shared(record, plan),
        status=plan.status,
        title="Plan in three phases",
        instantiatesUri=[f"urn:hekas:plan-rules|{plan.rules_version}"],
        replaces=[reference(before.uuid)] if before else None,
        period=_period(plan.starts_on, _end(plan)),
        supportingInfo=[reference(named(visit.uuid, "impression"))] if visit and seen else None,
        goal=[reference(row.uuid, row.text) for row in plan.goals.all() if row.kind == "activity"],
        activity=[_week(plan, week) for week in plan.load],
        note=list(_notes(plan)),
    )


def phase(record: Record, plan: CarePlan, one: dict[str, Any]) -> Json:
    """One phase: what is done in it and how often, and what must hold before the next."""
    status = _status(plan, one["number"])
    rows = [row for row in plan.activities.all() if row.phase == one["number"]]
    aims = [row for row in plan.goals.all() if row.phase == one["number"]]
    massage = _activity({"text": f"Massage: {one['massage']}"}, DOING.get(status, "not-started"))
    return resource(
        "CarePlan",
        phase_id(plan, one["number"]),
        **_shared(record, plan),
        status=status,
        title=f"Phase {one['number']}: {one['title']}",
        partOf=[reference(plan.uuid)],
        period=_period(*_span(plan, one)),
        goal=[reference(row.uuid, row.text) for row in aims],
        activity=[massage, *(_doing(row, status) for row in rows)],
        note=[{"text": f"Before the next phase: {text}"} for text in one["move_on"].values()],
    )


def phase_id(plan: CarePlan, number: int) -> UUID:
    return named(plan.uuid, f"phase:{number}")


def _shared(record: Record, plan: CarePlan) -> Json:
    return {
        "intent": "plan",
        "subject": people.of_client(record.client),
        "created": instant(plan.created_at),
        "author": people.of_therapist(plan.signed_by or plan.therapist),
    }


def _status(plan: CarePlan, number: int) -> str:
    """Of an active plan: what is behind, what runs, and what is not begun."""
    if plan.status != "active" or number == plan.phase_now:
        return plan.status
    return "completed" if number < plan.phase_now else "draft"


def _span(plan: CarePlan, one: dict[str, Any]) -> tuple[date, date]:
    first = plan.starts_on + timedelta(weeks=one["first_week"] - 1)
    return first, plan.starts_on + timedelta(weeks=one["last_week"], days=-1)


def _end(plan: CarePlan) -> date:
    return max((_span(plan, one)[1] for one in plan.phases), default=plan.starts_on)


def _period(first: date, last: date) -> Json:
    return {"start": first.isoformat(), "end": last.isoformat()}


def _doing(row: Activity, status: str) -> Json:
    """An exercise with its dose, steps and when to stop; or a line of treatment."""
    dose = [f"{row.sets} sets" if row.sets else "", f"of {row.reps}" if row.reps else ""]
    dose.append(f"held {row.hold_seconds} seconds" if row.hold_seconds else "")
    told = [*row.how, row.progress, row.stop]
    code = [local("exercise", row.code)] if row.code else []
    words = " ".join(part for part in (*dose, *told) if part)
    return _activity(concept(row.title, *code), DOING.get(status, "not-started"), words, _often(row.per_week))


def _often(per_week: int | None) -> Json | None:
    return {"repeat": {"frequency": per_week, "period": 1, "periodUnit": "wk"}} if per_week else None


def _activity(code: Json, status: str, description: str = "", often: Json | None = None) -> Json:
    detail = {"kind": KIND, "code": code, "status": status, "description": description}
    return {"detail": kept({**detail, "scheduledTiming": often})}


def _week(plan: CarePlan, week: dict[str, Any]) -> Json:
    """A week of training, in percent of the usual one."""
    first = date.fromisoformat(week["starts_on"])
    kind = labels_care.LOAD_KINDS.get(week["kind"], week["kind"])
    text = f"Training in week {week['week']}: {week['percent']}% of a usual week. {kind}"
    detail = {"status": DOING[plan.status], "code": {"text": text}}
    return {"detail": {**detail, "scheduledPeriod": _period(first, first + timedelta(days=6))}}


def _notes(plan: CarePlan) -> Iterator[Json]:
    if plan.note:
        yield {"text": plan.note}
    for row in plan.amendments.all():
        yield {"authorReference": people.of_therapist(row.by), "time": instant(row.at), "text": row.text}
