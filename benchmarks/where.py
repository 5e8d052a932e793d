"""Where the time of a booking goes: real requests through every middleware, one after the other, by layer.

What belongs to no layer of its own (the language, a library's helpers) counts for whoever called it. The
profile makes Python slower, so its milliseconds are shares; the times beside it are measured without.
"""

import cProfile
import json
import pstats
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.conf import settings
from django.db import connection
from django.db.models import Max
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benchmarks import own, pages
from benchmarks.timing import Measure, of_times
from bookings.models import Appointment, Service
from bookings.scheduling.terms import Status
from hekas.accounts.models import Therapist
from hekas.api.queries.slots import every_slot, seek_for

ROOT = Path(__file__).resolve().parents[1]
BOOKINGS, WARM_UP = 200, 10
AHEAD, DAYS = timedelta(days=5), timedelta(days=84)
FORM = "application/x-www-form-urlencoded"
Time = tuple[str, str]
Act = Callable[[Time], None]
# The first that the file of a function contains is its layer; "" are those who count for their callers.
LAYERS = (
    ("/psycopg2/", "PostgreSQL and its driver"),
    ("psycopg2", "PostgreSQL and its driver"),
    ("/redis/", "cache and session"),
    ("/django/contrib/sessions/", "cache and session"),
    ("/django/core/cache/", "cache and session"),
    ("/hekas/cache.py", "cache and session"),
    ("/django/test/", "the bench itself"),
    ("/benchmarks/", "the bench itself"),
    ("/django/db/", "Django's ORM"),
    ("/hekas/postgres/", "kept and prepared statements"),
    ("/hekas/db.py", "kept and prepared statements"),
    ("/hekas/audit/middleware", "middleware"),
    ("/hekas/audit/history", "middleware"),
    ("/pghistory/", "middleware"),
    ("/middleware", "middleware"),
    ("/hekas/web/", "middleware"),
    ("/hekas/accounts/session", "middleware"),
    ("/allauth/", "middleware"),
    ("/django/core/handlers/", "middleware"),
    ("/django/urls/", "middleware"),
    ("/django/http/", "middleware"),
    ("/django/template/", "rendering"),
    ("/hekas/audit/", "audit"),
    ("/hekas/messaging/", "letters and outbox"),
    ("/bookings/adapters/letters", "letters and outbox"),
    ("/bookings/adapters/calendar_file", "letters and outbox"),
    ("/bookings/actions/notices", "letters and outbox"),
    ("/bookings/actions/reminders", "letters and outbox"),
    ("/bookings/actions/links", "letters and outbox"),
    ("/bookings/queries/reminders", "letters and outbox"),
    ("/cryptography/", "letters and outbox"),
    ("/jsonschema", "reading and checking the intake"),
    ("/assessments/", "answers, rules and safety"),
    ("/bookings/queries/", "search and clearing"),
    ("/bookings/scheduling/", "search and clearing"),
    ("/bookings/adapters/", "search and clearing"),
    ("/django/forms/", "forms and schemas"),
    ("/forms/", "forms and schemas"),
    ("/ninja/", "forms and schemas"),
    ("/pydantic", "forms and schemas"),
    ("phonenumber", "forms and schemas"),
    ("/bookings/", "views and actions"),
    ("/hekas/api/", "views and actions"),
    ("/hekas/accounts/", "views and actions"),
)


def run(now: datetime) -> Iterator[Measure]:
    """Both ways to book; each first without the profile, then with it. The next run finds the same times."""
    settings.HOLDS_PER_ADDRESS = settings.SEARCHES_PER_ADDRESS = 0
    settings.INTAKES_PER_ADDRESS = settings.ANSWERS_PER_ADDRESS = 0
    service = Service.objects.get(kind="treatment")
    times = _times(service, now)
    with given_back():
        for name, act in (("two forms", _by_forms(service, now)), ("a program", _by_program(now))):
            yield from _measured(name, act, times)


@contextmanager
def given_back() -> Iterator[None]:
    """Whatever is held or booked inside is free again after it."""
    newest = Appointment.objects.aggregate(newest=Max("pk"))["newest"] or 0
    try:
        yield
    finally:
        ours = Appointment.objects.filter(pk__gt=newest)
        ours.filter(status=Status.BOOKED.value).update(status=Status.CANCELLED.value)
        ours.filter(status=Status.TENTATIVE.value).delete()


def _times(service: Service, now: datetime) -> Iterator[Time]:
    first = timezone.localdate(now + AHEAD)
    uuids = dict(Therapist.objects.values_list("pk", "uuid"))
    last: dict[int, datetime] = {}
    for start in range(0, DAYS.days, 14):
        begin = first + timedelta(days=start)
        for offer in every_slot(seek_for(service, None), begin, begin + timedelta(days=13), now).offers:
            who = offer.slot.therapist
            if who not in last or offer.start - last[who] >= timedelta(hours=2):
                last[who] = offer.start
                yield offer.start.isoformat(), str(uuids[who])


def _by_forms(service: Service, now: datetime) -> Act:
    """Somebody who is signed in and has answered; a client of their own for each booking."""
    sessions = (pages._signed_in(user) for user in pages.accounts(now))
    ready = list(islice(sessions, 2 * (BOOKINGS + WARM_UP)))
    browser = Browser(SERVER_NAME="localhost")

    def book(time: Time) -> None:
        browser.cookies[settings.SESSION_COOKIE_NAME] = ready.pop()
        wish = {"service": str(service.uuid), "start": time[0], "therapist": time[1]}
        held = browser.post("/bookings/hold/", urlencode(wish), FORM)
        _want(held, 302)
        done = browser.post(held["Location"].replace("/details/", "/confirm/"), "", FORM)
        _want(done, 302)

    return book


def _by_program(now: datetime) -> Act:
    """Somebody new, with all answers, by a key."""
    program = own.Program.make(0, now)
    browser = Browser(SERVER_NAME="localhost")

    def post(path: str, document: dict[str, Any]) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {program.key}", "Idempotency-Key": str(uuid4())}
        reply = browser.post(f"/api/v1{path}", json.dumps(document), "application/json", headers=headers)
        _want(reply, 201)
        return dict(reply.json())

    def book(time: Time) -> None:
        held = post("/holds", {"service": str(program.service.uuid), "start": time[0], "therapist": time[1]})
        told = {"hold": held["id"], "token": held["token"], "client": own.somebody(), "intake": own.answers()}
        post("/appointments", told)

    return book


def _want(reply: Any, status: int) -> None:
    if reply.status_code == 409:
        raise _Gone
    if reply.status_code != status:
        raise RuntimeError(f"answered {reply.status_code}: {reply.content[:300]!r}")


class _Gone(Exception):
    """The last room went to another booking of ours: the next time does."""


def _measured(name: str, act: Act, times: Iterator[Time]) -> Iterator[Measure]:
    for _ in range(WARM_UP):
        _once(act, times)
    with CaptureQueriesContext(connection) as asked:
        _once(act, times)
        statements = len(asked)
    took = [_once(act, times) for _ in range(BOOKINGS)]
    yield of_times(f"a booking by {name}", [wall for wall, _ in took], f"{statements} statements")
    yield of_times(f"a booking by {name}, Python's processor time", [used for _, used in took])
    profile = cProfile.Profile()
    for _ in range(BOOKINGS):
        _once(act, times, profile)
    for layer, seconds in by_layer(pstats.Stats(profile).stats).most_common():  # type: ignore[attr-defined]
        yield of_times(f"  {name}: {layer}", [seconds * 1000 / BOOKINGS])


def _once(act: Act, times: Iterator[Time], profile: cProfile.Profile | None = None) -> tuple[float, float]:
    while True:
        time_ = next(times)
        wall, used = time.perf_counter(), time.process_time()
        try:
            profile.runcall(act, time_) if profile else act(time_)
        except _Gone:
            continue
        return (time.perf_counter() - wall) * 1000, (time.process_time() - used) * 1000


def by_layer(stats: dict[Any, Any]) -> Counter[str]:
    """Seconds by layer: a function without one shares its own time out among its callers."""

    @cache
    def shares(function: Any, depth: int = 0) -> dict[str, float]:
        layer = _layer(function)
        callers = stats.get(function, (0, 0, 0, 0, {}))[4]
        if layer or not callers or depth > 12:
            return {layer or "the bench itself": 1.0}
        whole = sum(one[1] for one in callers.values()) or 1
        found: Counter[str] = Counter()
        for caller, one in callers.items():
            for name, part in shares(caller, depth + 1).items():
                found[name] += part * one[1] / whole
        return found

    total: Counter[str] = Counter()
    for function, (_, _, seconds, _, callers) in stats.items():
        if _layer(function) or not callers:
            total[_layer(function) or "the bench itself"] += seconds
            continue
        for caller, one in callers.items():
            for name, part in shares(caller).items():
                total[name] += part * one[2]
    return total


def _layer(function: tuple[str, int, str]) -> str:
    place = function[0].removeprefix(str(ROOT)) if function[0] != "~" else function[2]
    return next((layer for part, layer in LAYERS if part in place), "")
