"""What happens to a client, for a record: lines of a diary, visits, bookings."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

from assessments.actions import findings, progress, screenings
from assessments.actions.screenings import Entry
from bookings.models import Appointment, Location, Room, Service
from tests.assessments.care.conftest import NOW, THEA

WEEK = timedelta(weeks=1)


def diary(client, plan, days=1):
    """Each kind of line, on some days after the plan began."""
    who, today = {"by": THEA, "now": NOW}, plan.starts_on + 3 * WEEK
    exercise = plan.activities.filter(kind="exercise").first()
    goal = plan.goals.get(kind="activity")
    for number in range(days):
        on = plan.starts_on + timedelta(days=number)
        said = {"side": "right", "setting": "night", "pain": 6, "key": uuid4()}
        progress.log_cramp(client, on=on, today=today, **said, **who)
        progress.tick(client, exercise, on=on, today=today, done=True, **who)
        progress.score(client, goal, points=number % 11, on=on, **who)
        told = {"sleep_hours": Decimal("7.5"), "training_minutes": 120, "pain": 3}
        progress.check_in(client, on=on, **told, **who)


def book(client, therapist, number):
    place, _ = Location.objects.get_or_create(name="Demo", address="1 Demo Street", postcode="M1 1AA")
    room, _ = Room.objects.get_or_create(location=place, name="Room 1")
    service, _ = Service.objects.get_or_create(
        kind="treatment", name="Calf treatment", minutes=45, price_pence=5200
    )
    start = NOW + number * WEEK
    return Appointment.objects.create(
        client=client,
        therapist=therapist,
        room=room,
        service=service,
        during=(start, start + timedelta(minutes=45)),
        busy=(start, start + timedelta(minutes=55)),
        status="booked",
        booked_at=NOW,
        price_pence=5200,
    )


def second_visit(client, therapist, at):
    """All shapes of a value: two sides, one for both, a word, free text, a stop; a finding that refers."""
    row = screenings.start(client, therapist=therapist, appointment_uuid=None, by=THEA, now=at)
    who = {"by": THEA, "now": at}
    left = Entry("left", Decimal("7.5"), pain=4, stopped="pain")
    screenings.observe(row, "knee_to_wall", [left, Entry("right", Decimal(11))], note="stiff", **who)
    screenings.observe(row, "front_plank", [Entry("both", Decimal(60))], **who)
    screenings.observe(row, "toe_grip", [Entry("left", word="slips")], **who)
    screenings.observe(row, "standing_posture", [Entry("both", word="Leans left a little")], **who)
    raised = Entry("left", Decimal(50), reproduces="leg_symptom")
    screenings.observe(row, "straight_leg_raise", [raised], **who)
    place = {"kind": "trigger_point", "region": "soleus", "side": "left", "refers_to": "achilles_tendon"}
    findings.add(row, **place, severity=2, **who)
    return screenings.complete(row, **who)
