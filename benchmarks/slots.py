"""Free-slot search: one therapist's day and a clinic's fortnight, on an empty and on a full diary."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from django.conf import settings

from assessments.queries.clearances import Advice
from benchmarks.timing import Measure, against, measure
from bookings.models import Service
from bookings.queries.availability import Seek, free_slots
from hekas.accounts.models import Client
from hekas.portal.demo import clinic, people, visits

OPEN = Advice(gate="open", stale=False)
THERAPISTS, CLIENTS, VISITS = 10, 2000, 20_000


def run(now: datetime) -> Iterator[Measure]:
    """Leaves its clinic in the database for the bookings that come after it."""
    zone, chance = ZoneInfo(settings.CLINIC_TIMEZONE), Random(1)  # noqa: S311 - a diary, not a secret
    opened = clinic.open_clinic(THERAPISTS, chance, now.date())
    clients = people.clients(CLIENTS, opened.therapists, chance)
    empty = list(_searches(now, "empty diary"))
    yield from empty
    visits.fill(visits.Diary(opened, clients, zone, chance, now), VISITS)
    for full, base in zip(_searches(now, f"{VISITS} visits"), empty, strict=True):
        yield against(full, base)


def _searches(now: datetime, label: str) -> Iterator[Measure]:
    service = Service.objects.get(kind="treatment")
    first = now.date() + timedelta(days=1)
    one = service.therapists.order_by("pk").first()
    alone = Seek(service, OPEN, one)
    everybody = Seek(service, OPEN)
    yield measure(f"one therapist, one day, {label}", lambda: free_slots(alone, first, first, now), 60)
    fortnight = first + timedelta(days=13)
    name = f"{THERAPISTS} therapists, 14 days, {label}"
    yield measure(name, lambda: free_slots(everybody, first, fortnight, now), 30)


def some_clients(count: int) -> list[Client]:
    """Clients of the diary that `run` has left."""
    return list(Client.objects.order_by("pk")[:count])
