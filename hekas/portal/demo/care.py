"""One client with a history of care: two visits, a signed plan, six weeks of diary. All invented."""

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from django.utils import timezone

from assessments.actions import care_plans, decisions, findings, plan_edits, progress, screenings
from assessments.actions.screenings import Entry
from assessments.models import CarePlan, Clearance, Result, Screening
from hekas.accounts.models import Client, Therapist
from hekas.audit.actors import SYSTEM
from hekas.portal.demo.people import uuid

WEEKS = 6
CRAMPS = (5, 6, 5, 4, 4, 3, 2, 2)  # a week, from two weeks before the plan
FIRST = {
    "calf_girth": ("36.5", "37"),
    "heel_raise_straight": ("24", "11"),
    "heel_raise_bent": ("20", "9"),
    "knee_to_wall": ("11", "8"),
    "foot_posture_index": ("4", "7"),
}
SECOND = FIRST | {"heel_raise_straight": ("26", "18"), "knee_to_wall": ("11.5", "9.5")}
FELT = (
    ("trigger_point", "gastrocnemius_medial", "right", 3, "achilles_tendon"),
    ("tissue_quality", "tibialis_anterior", "left", 1, ""),
)
ACTIVITIES = (("Run 10 km without stopping", 3, 6), ("Sleep through the night", 4, 7))


def tell(client: Client, chance: Random, now: datetime) -> bool:
    """Write the history of one client; False where they have no answers or were sent for help."""
    therapist = client.home_therapist
    known = Result.objects.filter(intake__client=client).exists()
    if therapist is None or not known or Clearance.objects.open_stops().filter(client=client).exists():
        return False
    began = now - timedelta(weeks=WEEKS)
    first = _visit(client, therapist, FIRST, severity=0, now=began)
    plan = _plan(first, therapist, began)
    _diary(client, plan, chance, now)
    moved = {"phase": 2, "why": "Walking is easy, two-leg raises done."}
    care_plans.move_to(plan, **moved, therapist=therapist, by=SYSTEM, now=began + timedelta(weeks=2))
    _visit(client, therapist, SECOND, severity=1, now=now - timedelta(days=2))
    _settle(client, chance)
    return True


def _visit(
    client: Client, therapist: Therapist, values: dict[str, tuple[str, str]], *, severity: int, now: datetime
) -> Screening:
    who = {"by": SYSTEM, "now": now}
    visit = screenings.start(client, therapist=therapist, appointment_uuid=None, **who)
    for test, (left, right) in values.items():
        sides = [Entry("left", Decimal(left)), Entry("right", Decimal(right))]
        screenings.observe(visit, test, sides, variant="wedge" if "raise" in test else "", **who)
    for kind, region, side, marked, refers in FELT:
        place = {"kind": kind, "region": region, "side": side, "refers_to": refers}
        findings.add(visit, **place, severity=max(marked - severity, 0), **who)
    return screenings.complete(visit, **who)


def _plan(visit: Screening, therapist: Therapist, now: datetime) -> CarePlan:
    who = {"by": SYSTEM, "now": now}
    for cause in (visit.snapshot or {})["causes"]:
        if cause["band"] in decisions.SHOWN:
            said = {"cause": cause["id"], "decision": "confirmed", "why": "It showed on the day."}
            decisions.decide(visit, **said, therapist=therapist, **who)
    plan = care_plans.draft(visit, therapist=therapist, **who)
    for text, _, _ in ACTIVITIES:
        plan_edits.add_goal(plan, text=text, phase=None, **who)
    return care_plans.sign(plan, therapist=therapist, **who)


def _diary(client: Client, plan: CarePlan, chance: Random, now: datetime) -> None:
    who = {"by": SYSTEM, "now": now}
    today = timezone.localdate(now)
    for week, count in enumerate(CRAMPS, start=-2):
        for day in chance.sample(range(7), count):
            on = plan.starts_on + timedelta(weeks=week, days=day)
            said = {"side": "right", "setting": "during_exercise", "pain": chance.randint(3, 8)}
            progress.log_cramp(client, on=min(on, today), today=today, **said, key=uuid(chance), **who)
    for week in range(WEEKS):
        on = plan.starts_on + timedelta(weeks=week, days=6)
        told = {"sleep_hours": Decimal(7), "training_minutes": 120 + 15 * week, "pain": 4 - week // 2}
        told |= {"training_effort": 4 + week % 3}
        progress.check_in(client, on=on, **told, **who)
    _scores(client, plan, now)


def _scores(client: Client, plan: CarePlan, now: datetime) -> None:
    for goal in plan.goals.filter(kind="activity"):
        before, after = next((b, a) for text, b, a in ACTIVITIES if text == goal.text)
        for points, weeks in ((before, 0), (after, WEEKS - 1)):
            on = plan.starts_on + timedelta(weeks=weeks)
            progress.score(client, goal, points=points, on=on, by=SYSTEM, now=now)


def _settle(client: Client, chance: Random) -> None:
    """The same public names for the same seed."""
    plans, visits = CarePlan.objects.filter(client=client), Screening.objects.filter(client=client)
    rows = [*visits.order_by("pk"), *plans.order_by("pk"), *client.progress_entries.order_by("pk")]
    rows += [row for visit in visits.order_by("pk") for row in visit.findings.order_by("pk")]
    rows += [row for plan in plans for row in (*plan.goals.order_by("pk"), *plan.activities.order_by("pk"))]
    for row in rows:
        name: UUID = uuid(chance)
        type(row).objects.filter(pk=row.pk).update(uuid=name)
