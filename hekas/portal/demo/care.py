"""Clients with a history of care: visits, a signed plan with its notes, six weeks of diary. All invented.

The first goes better and has the whole story. A bigger demo has two more beside it, one about the same and
one worse, so that each word of "how it goes" is there to see, and a change of the rules for a clinician.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from django.utils import timezone

from assessments.actions import (
    care_plans,
    decisions,
    findings,
    plan_edits,
    progress,
    rule_proposals,
    screenings,
)
from assessments.actions.screenings import Entry
from assessments.models import CarePlan, Clearance, Result, Screening
from assessments.rules import contents_of
from assessments.rules.blocks import FILE, block_of
from hekas.accounts.models import Client, Therapist
from hekas.audit.actors import SYSTEM
from hekas.portal.demo.people import uuid

WEEKS = 6
BIG = 40  # clients from which the demo has more than one such story
RESTED = timedelta(days=2)  # a cramp of yesterday, by its date, may be less than a day old: too soon to come
Values = Mapping[str, tuple[str, str]]
FIRST: Values = {
    "calf_girth": ("36.5", "37"),
    "heel_raise_straight": ("24", "11"),
    "heel_raise_bent": ("20", "9"),
    "knee_to_wall": ("11", "8"),
    "foot_posture_index": ("4", "7"),
}
SECOND: Values = {**FIRST, "heel_raise_straight": ("25", "14"), "knee_to_wall": ("11", "8.5")}
THIRD: Values = {**FIRST, "heel_raise_straight": ("26", "18"), "knee_to_wall": ("11.5", "9.5")}
FELT = (
    ("trigger_point", "gastrocnemius_medial", "right", 3, "achilles_tendon"),
    ("tissue_quality", "tibialis_anterior", "left", 1, ""),
)
NOTES = (
    (9, "Calf sore after the Sunday run: two-leg raises again until Thursday, then on as planned."),
    (30, "New shoes since last week. Slow lowering goes on, one set fewer in the first week with them."),
)


@dataclass(frozen=True)
class Course:
    """How it went: cramps a week from two weeks before the plan, activities (before, now), and the visits.

    `visits`: day from the start of the plan, what was measured, how much less marked what was felt.
    """

    cramps: Sequence[int]
    activities: Sequence[tuple[str, int, int]]
    visits: Sequence[tuple[int, Values, int]]
    notes: Sequence[tuple[int, str]] = ()
    moved_on: int | None = None  # the day on which phase 2 began


BETTER = Course(
    cramps=(5, 6, 5, 4, 4, 3, 2, 2),
    activities=(("Run 10 km without stopping", 3, 6), ("Sleep through the night", 4, 7)),
    visits=((0, FIRST, 0), (14, SECOND, 1), (40, THIRD, 1)),
    notes=NOTES,
    moved_on=14,
)
SAME = Course(
    cramps=(4, 4, 4, 5, 4, 4, 4, 4),
    activities=(("Play a whole match", 4, 5), ("Climb the stairs at work", 5, 5)),
    visits=((0, FIRST, 0), (14, FIRST, 0)),
)
WORSE = Course(
    cramps=(2, 2, 3, 3, 4, 5, 5, 6),
    activities=(("Cycle to work", 6, 4), ("Sleep through the night", 5, 3)),
    visits=((0, FIRST, 0), (14, FIRST, 0)),
)


def tell(clients: Sequence[Client], chance: Random, now: datetime) -> None:
    """Write the histories: of the first client, and in a bigger demo of two more.

    They are of the same therapist where that one has others who may be booked; in a large clinic none may be.
    """
    told = [clients[0]] if tell_one(clients[0], BETTER, chance, now) else []
    if len(clients) < BIG or not told:
        return
    others = iter(sorted(clients[1:], key=lambda one: one.home_therapist_id != clients[0].home_therapist_id))
    for course in (SAME, WORSE):
        next((one for one in others if tell_one(one, course, chance, now)), None)
    _propose(clients[0].home_therapist, now)


def tell_one(client: Client, course: Course, chance: Random, now: datetime) -> bool:
    """Write the history of one client; False where they have no open answers."""
    therapist = client.home_therapist
    known = Result.objects.filter(intake__client=client).exists()
    is_open = Clearance.objects.current().filter(client=client, gate="open").exists()
    if therapist is None or not known or not is_open:
        return False
    began = now - timedelta(weeks=WEEKS)
    (_, values, severity), *later = course.visits
    plan = _plan(_visit(client, therapist, values, severity, began), therapist, course, began)
    _diary(client, plan, course, chance, now)
    _since(plan, therapist, course, began)
    for day, values, severity in later:
        _visit(client, therapist, values, severity, began + timedelta(days=day))
    _settle(client, chance)
    return True


def _visit(client: Client, therapist: Therapist, values: Values, severity: int, now: datetime) -> Screening:
    who = {"by": SYSTEM, "now": now}
    visit = screenings.start(client, therapist=therapist, appointment_uuid=None, **who)
    for test, (left, right) in values.items():
        sides = [Entry("left", Decimal(left)), Entry("right", Decimal(right))]
        screenings.observe(visit, test, sides, variant="wedge" if "raise" in test else "", **who)
    for kind, region, side, marked, refers in FELT:
        place = {"kind": kind, "region": region, "side": side, "refers_to": refers}
        findings.add(visit, **place, severity=max(marked - severity, 0), **who)
    return screenings.complete(visit, **who)


def _plan(visit: Screening, therapist: Therapist, course: Course, now: datetime) -> CarePlan:
    who = {"by": SYSTEM, "now": now}
    for cause in (visit.snapshot or {})["causes"]:
        if cause["band"] in decisions.SHOWN:
            said = {"cause": cause["id"], "decision": "confirmed", "why": "It showed on the day."}
            decisions.decide(visit, **said, therapist=therapist, **who)
    plan = care_plans.draft(visit, therapist=therapist, **who)
    for text, _, _ in course.activities:
        plan_edits.add_goal(plan, text=text, phase=None, **who)
    return care_plans.sign(plan, therapist=therapist, **who)


def _since(plan: CarePlan, therapist: Therapist, course: Course, began: datetime) -> None:
    """Dated notes, and the step into the second phase."""
    for day, text in course.notes:
        at = began + timedelta(days=day)
        care_plans.amend(plan, text=text, therapist=therapist, by=SYSTEM, now=at)
    if course.moved_on is not None:
        moved = {"phase": 2, "why": "Walking is easy, two-leg raises done."}
        at = began + timedelta(days=course.moved_on)
        care_plans.move_to(plan, **moved, therapist=therapist, by=SYSTEM, now=at)


def _diary(client: Client, plan: CarePlan, course: Course, chance: Random, now: datetime) -> None:
    who = {"by": SYSTEM, "now": now}
    today = timezone.localdate(now)
    latest = today - RESTED  # the dice of each hour fall otherwise, and their own client may always come
    for week, count in enumerate(course.cramps, start=-2):
        for day in chance.sample(range(7), count):
            on = plan.starts_on + timedelta(weeks=week, days=day)
            said = {"side": "right", "setting": "during_exercise", "pain": chance.randint(3, 8)}
            progress.log_cramp(client, on=min(on, latest), today=today, **said, key=uuid(chance), **who)
    for week in range(WEEKS):
        on = plan.starts_on + timedelta(weeks=week, days=6)
        told = {"sleep_hours": Decimal(7), "training_minutes": 120 + 15 * week, "pain": 4 - week // 2}
        told |= {"training_effort": 4 + week % 3}
        progress.check_in(client, on=on, **told, **who)
    _scores(client, plan, course, now)


def _scores(client: Client, plan: CarePlan, course: Course, now: datetime) -> None:
    for goal in plan.goals.filter(kind="activity"):
        before, after = next((b, a) for text, b, a in course.activities if text == goal.text)
        for points, weeks in ((before, 0), (after, WEEKS - 1)):
            on = plan.starts_on + timedelta(weeks=weeks)
            progress.score(client, goal, points=points, on=on, by=SYSTEM, now=now)


def _propose(therapist: Therapist | None, now: datetime) -> None:
    """A change of one row, so that there is something for the clinician to decide on."""
    if therapist is None or therapist.user is None or not rule_proposals.CASES.exists():
        return  # a shipped clinic has no cases to weigh a change on
    cause, row = "calf_weakness", "late_or_hills"
    old = block_of(contents_of()[FILE].decode(), cause, row).text
    why = "Demo: late cramps alone seem to count too much beside what is measured."
    said = {"text": old.replace("points = 2", "points = 1"), "why": why, "user": therapist.user}
    rule_proposals.propose(cause, row, **said, by=SYSTEM, now=now)


def _settle(client: Client, chance: Random) -> None:
    """The same public names for the same seed."""
    plans, visits = CarePlan.objects.filter(client=client), Screening.objects.filter(client=client)
    rows = [*visits.order_by("pk"), *plans.order_by("pk"), *client.progress_entries.order_by("pk")]
    rows += [row for visit in visits.order_by("pk") for row in visit.findings.order_by("pk")]
    rows += [row for plan in plans for row in (*plan.goals.order_by("pk"), *plan.activities.order_by("pk"))]
    for row in rows:
        name: UUID = uuid(chance)
        type(row).objects.filter(pk=row.pk).update(uuid=name)
