"""The act alone: a hold and its confirmation by many processes on the real database, with no HTTP around it.

What `versus` compares are requests; this says what the write path itself carries on this machine, with its
locks, constraints, reminders, letters, history and audit. It is no part of the comparison with anybody.
"""

import multiprocessing
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db import connections
from django.utils import timezone

from benchmarks import pages
from benchmarks.timing import Measure, of_times
from bookings.actions import appointments, front_door, holds
from bookings.actions.details import Details
from bookings.actions.front_door import SlotTaken
from bookings.models import Service
from bookings.queries.person import Person
from hekas.accounts.models import Client, Therapist, User
from hekas.api.queries.slots import every_slot, seek_for
from hekas.audit.actors import Actor

PROCESSES, EACH, WARM_UP = 16, 12, 3
AHEAD, DAYS = timedelta(days=20), timedelta(days=14)
PATIENCE = (
    "60s"  # sixteen that start cold on two cores: what is measured is what they carry, not who gives up
)
Share = list[tuple[int, datetime, int]]  # the account, the start and the therapist of each booking


@dataclass(frozen=True)
class Done:
    """What one process did after its warm-up: from when to when, each act's time, its processor time."""

    began: float
    ended: float
    ms: list[float]
    processor_ms: float
    taken: int


def run(now: datetime) -> Iterator[Measure]:
    """Leaves the bookings in the diary. Raises where a process failed or booked too few."""
    done = _together(_shares(now))
    times = [ms for one in done for ms in one.ms]
    seconds = max(one.ended for one in done) - min(one.began for one in done)
    python = sum(one.processor_ms for one in done) / len(times)
    lost = sum(one.taken for one in done)
    rate = f"{len(times) / seconds:.0f} a second; {python:.1f} ms of Python each"
    note = f"{rate}; {lost} had to take another time"
    yield of_times(f"the act alone, no HTTP, by {PROCESSES} processes", times, note)


def _shares(now: datetime) -> list[Share]:
    """For each process its clients, who have answered, and the next free times, dealt out in turn."""
    number = PROCESSES * (EACH + WARM_UP)
    users = list(islice(pages.accounts(now), number))
    first = timezone.localdate(now + AHEAD)
    service = Service.objects.get(kind="treatment")
    found = every_slot(seek_for(service, None), first, first + DAYS, now).offers
    times = list(islice(_apart(found, service), number))
    if len(times) < number:
        raise AssertionError(f"{len(times)} free times for {number} bookings")
    orders = [(user.pk, start, therapist) for user, (start, therapist) in zip(users, times, strict=True)]
    return [orders[place::PROCESSES] for place in range(PROCESSES)]


def _apart(found: Sequence[Any], service: Service) -> Iterator[tuple[datetime, int]]:
    """Of each therapist those times that can all be had."""
    last: dict[int, datetime] = {}
    apart = timedelta(minutes=service.minutes + service.turnover_minutes + 30)
    for start, therapist in ((offer.start, offer.slot.therapist) for offer in found):
        if therapist not in last or start - last[therapist] >= apart:
            last[therapist] = start
            yield start, therapist


def _together(shares: list[Share]) -> list[Done]:
    connections.close_all()  # a connection is one process's
    context = multiprocessing.get_context("fork")
    gate, told = context.Barrier(len(shares)), context.SimpleQueue()
    processes = [context.Process(target=_work, args=(share, gate, told)) for share in shares]
    for process in processes:
        process.start()
    done = [told.get() for _ in processes]
    for process in processes:
        process.join()
    failed = [one for one in done if not isinstance(one, Done)]
    if failed:
        raise RuntimeError(f"{len(failed)} processes failed: {failed[0]}")
    return done


def _work(share: Share, gate: Any, told: Any) -> None:
    try:
        told.put(_worked(share, gate))
    except Exception as fault:  # noqa: BLE001 - the parent raises it
        gate.abort()
        told.put(repr(fault))


def _worked(share: Share, gate: Any) -> Done:
    front_door.PATIENCE = PATIENCE
    service = Service.objects.get(kind="treatment")
    for order in share[:WARM_UP]:
        _book(service, *order)
    gate.wait()
    began, processor = time.time(), time.process_time()
    times, taken = [], 0
    for order in share[WARM_UP:]:
        start = time.perf_counter()
        taken += _book(service, *order)
        times.append((time.perf_counter() - start) * 1000)
    used = (time.process_time() - processor) * 1000
    return Done(began, time.time(), times, used, taken)


def _book(service: Service, user_id: int, start: datetime, therapist_id: int) -> int:
    """Hold and confirm as the pages do; how often the last room had gone and a later time was taken."""
    now, user = timezone.now(), User.objects.get(pk=user_id)
    by, person = Actor("user", str(user.uuid), str(user)), Person(user, Client.objects.get(user=user))
    wish = holds.Wish(service, start, Therapist.objects.get(pk=therapist_id))
    details = Details(user.name, user.email)
    taken = 0
    while True:
        try:
            held = holds.place(wish=wish, person=person, own=None, by=by, now=now)
        except (SlotTaken, holds.NeverOnOffer):
            taken, wish = taken + 1, holds.Wish(service, wish.start + timedelta(days=7), wish.therapist)
            continue
        appointments.book(hold=held.appointment, person=person, details=details, by=by, now=now)
        return taken
