"""A small clinic for tests: two therapists, two rooms, Monday to Friday, and people who may be booked."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from assessments.models import Clearance, Intake, Result
from bookings.models import Location, Room, Service, WorkingHours
from bookings.queries.person import Person
from hekas.accounts.models import Client, Therapist, User
from hekas.audit.actors import SYSTEM

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)  # a Monday morning
TUESDAY = date(2026, 11, 24)
BY = SYSTEM


def at(day, clock):
    hour, minute = (int(part) for part in clock.split(":"))
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LONDON).astimezone(UTC)


TEN = at(TUESDAY, "10:00")


@dataclass
class Clinic:
    location: Location
    rooms: list[Room]
    therapists: list[Therapist]
    service: Service
    services: dict[str, Service] = field(default_factory=dict)


def make_therapist(name, location, opens=time(9), closes=time(17), weekdays=range(5)):
    user = User.objects.create_user(f"{name}@demo.example", "demo demo demo", name=name, role="therapist")
    therapist = Therapist.objects.create(user=user, name=name, title="Sports massage therapist")
    WorkingHours.objects.bulk_create(
        WorkingHours(therapist=therapist, location=location, weekday=day, opens=opens, closes=closes)
        for day in weekdays
    )
    return therapist


def make_service(clinic, **changes):
    fields = {
        "kind": "treatment",
        "name": "Calf treatment",
        "minutes": 45,
        "turnover_minutes": 15,
        "price_pence": 5200,
        "step_minutes": 30,
    }
    service = Service.objects.create(**{**fields, **changes})
    service.therapists.set(clinic.therapists)
    service.rooms.set(clinic.rooms)
    return service


def make_clinic(therapists=("Demo Amira", "Demo Ben"), rooms=2):
    location = Location.objects.create(name="Hekas Demo", address="1 Demo Street", postcode="M1 1AA")
    clinic = Clinic(
        location,
        [Room.objects.create(location=location, name=f"Room {n}", order=n) for n in range(1, rooms + 1)],
        [make_therapist(name, location) for name in therapists],
        None,
    )
    clinic.service = make_service(clinic)
    return clinic


def snapshot(windows=()):
    """What was kept of a result, with nothing in it but why it is held and when to come."""
    nothing = dict.fromkeys(("causes", "patterns", "contributors", "education"), ())
    triage = {"held_because": ["Something to talk about."], "flags": ()}
    return {"shown_to_client": False, "triage": triage, "next": {"windows": list(windows)}, **nothing}


def rest_after(cramp):
    """As the engine says it: to avoid for a day, good from then on."""
    rested = (cramp + timedelta(hours=24)).isoformat()
    yield {"service": "treatment", "to": rested, "fit": "avoid", "because": "A cramp needs a day of rest."}
    yield {"service": "treatment", "from": rested, "fit": "good", "because": "Any time from then on suits."}


def make_intake(*, gate="open", client=None, now=NOW, days_old=1, last_cramp=None, windows=()):
    """Answers that were given, and what followed from them."""
    answered = now - timedelta(days=days_old)
    intake = Intake.objects.create(
        client=client,
        status="submitted",
        submitted_at=answered,
        expires_at=answered + timedelta(days=30),
        questionnaire_version="test",
        safety_answered_at=answered,
    )
    windows = [*windows, *(rest_after(last_cramp) if last_cramp else ())]
    result = Result.objects.create(
        intake=intake,
        snapshot=snapshot(windows),
        answers={},
        rules_version="test",
        rules_digest="0" * 64,
        tier="none",
        gate=gate,
        made_at=answered,
    )
    Clearance.objects.create(
        client=client,
        intake=intake,
        result=result,
        tier="none",
        gate=gate,
        answered_at=answered,
        expires_at=answered + timedelta(days=14),
    )
    return intake


def make_client(name="Demo Cleo", user=None):
    return Client.objects.create(name=name, email=f"{name.split()[-1].lower()}@demo.example", user=user)


def cleared_visitor(**more):
    """Somebody without an account whose answers make the booking open."""
    return Person(intake=make_intake(**more))


def cleared_client(name="Demo Cleo", **more):
    client = make_client(name)
    return Person(client=client, intake=make_intake(client=client, **more))
