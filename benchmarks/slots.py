"""Free-slot search in database and core, on an empty table and on ever fuller ones."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

import pgtrigger
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benchmarks.timing import Measure, against, measure
from bookings.adapters import slot_cache
from bookings.models import Room, Service
from hekas.accounts.models import Therapist
from hekas.api.queries.slots import every_slot, seek_for

ROOMS_OF_A_CLINIC = 10


def run(now: datetime, sizes: Sequence[int], therapists: int) -> Iterator[Measure]:
    """Leaves the fullest table for what comes after it."""
    base: dict[str, Measure] = {}
    for size in sizes:
        with pgtrigger.ignore():
            call_command("flush", interactive=False, verbosity=0)
        call_command("demo", bookings=size, therapists=therapists, verbosity=0)
        _rest()
        slot_cache.forget()
        for what, found in _searches(now, therapists):
            named = Measure(**{**found.as_row(), "name": f"{what}, {size:,} bookings"})
            yield against(named, base.setdefault(what, named))


def _rest() -> None:
    """As autovacuum leaves a table within minutes of so many new rows."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


def _searches(now: datetime, therapists: int) -> Iterator[tuple[str, Measure]]:
    service = Service.objects.get(kind="treatment")
    first = _monday_after(now)
    one = seek_for(service, Therapist.objects.order_by("pk")[0])
    yield "one therapist, one day", _timed(one, first, 1, now, 60)
    everybody = seek_for(service, None)
    for count, days, runs in ((min(10, therapists), 14, 20), (5, 60, 10)):
        with only(service, count):
            yield f"{count} therapists, {days} days", _timed(everybody, first, days, now, runs)
    if therapists > ROOMS_OF_A_CLINIC:
        yield f"all {therapists} therapists, 14 days", _timed(everybody, first, 14, now, 7)


def _timed(seek, first, days: int, now: datetime, runs: int) -> Measure:  # type: ignore[no-untyped-def]
    last = first + timedelta(days=days - 1)
    with CaptureQueriesContext(connection) as asked:
        found = every_slot(seek, first, last, now)
    note = f"{len(found.offers)} slots, {len(asked)} statements"
    return measure("", lambda: every_slot(seek, first, last, now), runs, note)


@contextmanager
def only(service: Service, therapists: int) -> Iterator[None]:
    """As if only so many therapists, and the rooms of one clinic, gave the service."""
    with transaction.atomic():
        service.therapists.set(Therapist.objects.order_by("pk")[:therapists])
        service.rooms.set(Room.objects.order_by("pk")[:ROOMS_OF_A_CLINIC])
        yield
        transaction.set_rollback(True)


def _monday_after(now: datetime):  # type: ignore[no-untyped-def]
    today = timezone.localdate(now)
    return today + timedelta(days=7 - today.weekday())
