"""The negative control: the same race with the lock and the constraints taken away must double-book.

If it did not, the race would prove nothing. The constraints are taken away in the bench's own database and
put back after it.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime, timedelta
from threading import Barrier, Thread
from unittest.mock import patch

from django.db import connection
from django.utils import timezone

from benchmarks.timing import Measure, of_times
from bookings.actions import anybody, holds
from bookings.models import Appointment, Service
from bookings.queries.person import Person
from hekas.accounts.models import Therapist
from hekas.api.actions.booking import SomebodyNew
from hekas.api.queries.slots import every_slot, seek_for
from hekas.audit.actors import SYSTEM

RACERS, RACES = 12, 5
NAMES = ("place_at_a_time", "visit_at_a_time")
CONSTRAINTS = [found for found in Appointment._meta.constraints if found.name.endswith(NAMES)]


def run(now: datetime) -> Iterator[Measure]:
    guarded = _race(now, 0)
    with unguarded():
        bare = _race(now, RACES)
    yield of_times("races with lock and constraints", [0.0], f"{guarded} of {RACES} double-booked")
    yield of_times("races without them", [0.0], f"{bare} of {RACES} double-booked")
    if guarded or not bare:
        raise AssertionError(f"guarded {guarded}, unguarded {bare}: the race does not tell the two apart")


@contextmanager
def unguarded() -> Iterator[None]:
    """No lock and no constraint; both are back afterwards, whatever was booked in between is gone."""
    with connection.schema_editor() as editor:
        for one in CONSTRAINTS:
            editor.remove_constraint(Appointment, one)
    try:
        free = {"lock": lambda keys: None}, {"try_lock": lambda keys: True}
        with patch.multiple(holds, **free[0]), patch.multiple(anybody, **free[1]):
            yield
    finally:
        Appointment.objects.filter(status="tentative").delete()
        with connection.schema_editor() as editor:
            for one in CONSTRAINTS:
                editor.add_constraint(Appointment, one)


def _race(now: datetime, skip: int) -> int:
    """How many of the starts more than one person holds afterwards."""
    service, therapist = Service.objects.get(kind="treatment"), Therapist.objects.order_by("pk")[1]
    first = timezone.localdate(now) + timedelta(days=30)
    found = every_slot(seek_for(service, therapist), first, first + timedelta(days=20), now).offers[::6]
    twice = 0
    for offer in found[skip : skip + RACES]:
        wish = holds.Wish(service, offer.start, therapist)
        _together(wish, now)
        rows = Appointment.objects.filter(therapist=therapist, status="tentative")
        twice += rows.filter(during__startswith=offer.start).count() > 1
    return twice


def _together(wish: holds.Wish, now: datetime) -> None:
    start = Barrier(RACERS)

    def hold() -> None:
        start.wait()
        person: Person = SomebodyNew()
        with closing(connection), suppress(holds.SlotTaken):  # losing is what the race is about
            holds.place(wish=wish, person=person, own=None, by=SYSTEM, now=now)

    threads = [Thread(target=hold) for _ in range(RACERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
