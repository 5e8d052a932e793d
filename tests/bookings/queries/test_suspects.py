"""The list to look at is the same as if every coming visit were judged, whatever the clinic's rows are.

Hours, fortnights, exceptions, closures, time off, places, answers, events and visits are drawn by chance.
"""

import random
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from psycopg2.extras import DateTimeTZRange

from bookings.models import Appointment, Room, Series, Service
from bookings.queries import to_do as queries
from bookings.queries.suspects import suspects
from bookings.queries.to_do import Trouble, to_do
from bookings.scheduling.terms import ServiceKind
from hekas.accounts.models import Client, Therapist
from tests.bookings.clinic import make_clinic, make_intake, make_service
from tests.bookings.plans import plan_for
from tests.bookings.queries.test_rows_oracle import DAY, WEEKS, draw

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
MIDNIGHT = {monday: datetime(monday.year, monday.month, monday.day, tzinfo=UTC) for monday in WEEKS}


def services(clinic, chance):
    """One of each kind; some work deep, some are for those who were seen."""
    made = [
        make_service(
            clinic,
            kind=kind.value,
            is_deep=chance.random() < 0.5,
            clearance=chance.choice(["answers", "seen"]),
        )
        for kind in ServiceKind
    ]
    for service in made:
        service.rooms.set(Room.objects.all())
    return made


def somebody(chance, now):
    """A client whose answers speak of some days of the week, who may have named an event."""
    client = Client.objects.create(name="Demo Somebody", email=f"{uuid4().hex}@demo.example")
    windows = [window(chance, now) for _ in range(chance.randrange(4))]
    if chance.random() < 0.7:
        make_intake(client=client, now=now, windows=windows)
    if chance.random() < 0.3:
        Series.objects.create(
            client=client,
            service=Service.objects.first(),
            therapist=chance.choice(list(Service.objects.first().therapists.all())),
            every_weeks=1,
            first=now,
            until=now.date(),
            key=uuid4(),
            event=now.date() + chance.randrange(9) * DAY,
            ended_at=chance.choice([None, now]),
        )
    if chance.random() < 0.7:
        therapist, event = Therapist.objects.first(), now.date() + chance.randrange(12) * DAY
        plan_for(client, therapist, event, chance.choice(["active", "active", "draft", "completed"]))
    return client


def window(chance, now):
    start, end = sorted(now + chance.randrange(-24, 200) * HOUR for _ in range(2))
    said = {"fit": chance.choice(["avoid", "good", "best"]), "because": "By chance."}
    said["service"] = chance.choice([kind.value for kind in ServiceKind])
    if chance.random() < 0.8:
        said["from"] = start.isoformat()
    if chance.random() < 0.8 or said["fit"] == "best":
        said["to"] = end.isoformat()
    return said


def visits(clinic, chance, now):
    """One in four hours of each therapist, round the clock, each in a room of their own."""
    Appointment.objects.all().delete()
    kinds, south = services(clinic, chance), Room.objects.exclude(location=clinic.location).get()
    people = [somebody(chance, now) for _ in range(12)]
    for therapist, rooms in zip(
        clinic.therapists, ([clinic.rooms[0]], [clinic.rooms[1], south]), strict=True
    ):
        for hour in range(8 * 24):
            if chance.random() < 0.25:
                start = now + hour * HOUR + chance.choice([0, 7, 15]) * timedelta(minutes=1)
                one_visit(therapist, chance.choice(rooms), chance.choice(kinds), start, people, chance)


def one_visit(therapist, room, service, start, people, chance):
    span = DateTimeTZRange(start, start + timedelta(minutes=30))
    taken = Appointment.objects.filter(during__overlap=span).values_list("client_id", flat=True)
    free = [client for client in people if client.pk not in set(taken)]
    Appointment.objects.create(
        therapist=therapist,
        room=room,
        service=service,
        client=chance.choice(free),
        during=span,
        busy=DateTimeTZRange(start, start + timedelta(minutes=40)),
        status="booked",
        price_pence=5200,
        booked_at=start - 30 * DAY,
        overbooked=chance.random() < 0.03,
    )


def take_away(clinic, chance):
    """A service off the list, a therapist from another, a room from a third."""
    off, without, elsewhere = chance.sample(list(Service.objects.exclude(pk=clinic.service.pk)), 3)
    Service.objects.filter(pk=off.pk).update(is_active=False)
    without.therapists.remove(chance.choice(clinic.therapists))
    elsewhere.rooms.remove(chance.choice(clinic.rooms))


@pytest.mark.parametrize("seed", range(6))
def test_nothing_that_is_wrong_is_left_out(seed, monkeypatch):
    chance, monday = random.Random(seed), WEEKS[seed % len(WEEKS)]
    clinic, now = make_clinic(), MIDNIGHT[monday] + HOUR
    draw(clinic, chance, monday)
    visits(clinic, chance, now)
    if chance.random() < 0.3:
        Room.objects.filter(pk=clinic.rooms[0].pk).update(is_active=False)
    take_away(clinic, chance)
    found = to_do(now)
    monkeypatch.setattr(
        queries, "suspects", lambda *_: list(Appointment.objects.values_list("pk", flat=True))
    )
    assert found == to_do(now)
    seen = {trouble for one in found for trouble in one.troubles}
    assert seen >= {Trouble.HOURS, Trouble.OFFERED, Trouble.GIVEN, Trouble.PLACED}


def test_of_one_therapist_alone():
    chance, monday = random.Random(1), WEEKS[2]
    clinic, now = make_clinic(), MIDNIGHT[monday] + HOUR
    draw(clinic, chance, monday)
    visits(clinic, chance, now)
    amira = clinic.therapists[0]
    assert to_do(now, amira) == [one for one in to_do(now) if one.appointment.therapist == amira]


def test_hours_every_week_and_a_visit_in_them_are_no_reason_to_look(clinic_of_hours):
    assert suspects(clinic_of_hours) == []


@pytest.fixture
def clinic_of_hours():
    """A year of one visit a week, each in the middle of its therapist's hours, but for two clock changes."""
    clinic = make_clinic()
    now = datetime(2026, 11, 23, 1, tzinfo=UTC)
    client = Client.objects.create(name="Demo Cleo", email="cleo@demo.example")
    for week in range(12):
        start = datetime(2026, 11, 24, 11, tzinfo=UTC) + week * 7 * DAY
        one_visit(clinic.therapists[0], clinic.rooms[0], clinic.service, start, [client], random.Random(3))
    Appointment.objects.update(overbooked=False)
    return now
