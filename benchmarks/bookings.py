"""Bookings by sixteen people at once, each with hold, confirmation, audit and messages; and the race."""

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

from django.db import connection

from assessments.actions import results
from assessments.models import Intake
from benchmarks.slots import OPEN, some_clients
from benchmarks.timing import Measure, of_times
from bookings.actions import appointments, holds
from bookings.models import Service
from bookings.queries.availability import Seek, free_slots
from bookings.queries.person import Person
from hekas.accounts.models import Client, Therapist
from hekas.audit.actors import SYSTEM
from hekas.portal.demo.intakes import healthy_answers

PEOPLE, BOOKINGS, RACES = 16, 200, 20


def run(now: datetime) -> Iterator[Measure]:
    service = Service.objects.get(kind="treatment")
    first = now.date() + timedelta(days=20)
    found = free_slots(Seek(service, OPEN), first, first + timedelta(days=20), now)
    starts = [offer.start for offer in found.offers]
    persons = [_cleared(client, now) for client in some_clients(BOOKINGS)]
    yield _many(service, starts[:: max(1, len(starts) // BOOKINGS)], persons, now)
    yield _race(service, first + timedelta(days=21), persons[:PEOPLE], now)


def _cleared(client: Client, now: datetime) -> Person:
    answers = healthy_answers()
    answers["about"]["age"] = 35
    intake = Intake.objects.create(
        client=client,
        answers=answers,
        status="submitted",
        submitted_at=now,
        safety_answered_at=now,
        questionnaire_version="bench",
        expires_at=now + timedelta(days=30),
    )
    results.write(intake, by=SYSTEM, now=now)
    return Person(client=client, intake=intake)


def _book(wish: holds.Wish, person: Person, now: datetime) -> tuple[str, float]:
    began = time.perf_counter()
    try:
        held = holds.place(wish=wish, person=person, own=None, by=SYSTEM, now=now)
        details = appointments.Details(person.client.name, person.client.email)
        appointments.book(hold=held.appointment, person=person, details=details, by=SYSTEM, now=now)
        outcome = "booked"
    except (holds.SlotTaken, holds.NeverOnOffer) as refusal:
        outcome = type(refusal).__name__
    finally:
        connection.close()
    return outcome, (time.perf_counter() - began) * 1000


def _together(
    service: Service, tries: list[tuple[datetime, Person]], now: datetime, therapist: Therapist | None = None
) -> list[tuple[str, float]]:
    with ThreadPoolExecutor(PEOPLE) as pool:
        return list(pool.map(lambda one: _book(holds.Wish(service, one[0], therapist), one[1], now), tries))


def _many(service: Service, starts: list[datetime], persons: list[Person], now: datetime) -> Measure:
    tries = list(zip(starts, persons, strict=False))
    began = time.perf_counter()
    done = _together(service, tries, now)
    seconds = time.perf_counter() - began
    counted = Counter(outcome for outcome, _ in done)
    note = f"{dict(counted)}, {counted['booked'] / seconds:.0f} bookings a second"
    return of_times(f"hold and confirm, {PEOPLE} at once", [ms for _, ms in done], note)


def _race(service: Service, first: date, persons: list[Person], now: datetime) -> Measure:
    """Everybody wants the same therapist at the same time: one wins, again and again."""
    therapist = service.therapists.order_by("pk").first()
    found = free_slots(Seek(service, OPEN, therapist), first, first + timedelta(days=6), now)
    starts = [offer.start for offer in found.offers][::5][:RACES]
    done = [
        one for start in starts for one in _together(service, [(start, p) for p in persons], now, therapist)
    ]
    counted = dict(Counter(outcome for outcome, _ in done))
    return of_times(f"{PEOPLE} for one time, {len(starts)} times", [ms for _, ms in done], str(counted))
