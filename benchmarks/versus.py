"""Hekas and django-appointment side by side: a day's slots, bookings a second, and the race for one hour."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from itertools import cycle, islice
from typing import Any, TypeVar

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from benchmarks import own, pages, peers, servers
from benchmarks.callers import Outcome, counted, crowd, race
from benchmarks.timing import Measure, of_times
from bookings.adapters import slot_cache
from bookings.models import Appointment
from bookings.scheduling.terms import Status
from hekas import embedded
from hekas.accounts.models import Therapist

CLIENTS, SEARCHES, BOOKINGS = 16, 400, 96
ALL_BOOKINGS = CLIENTS + BOOKINGS  # the first ones only warm the servers up, of both sides
RACERS, RACES, SHIFT = 50, 20, 0.01
Item = TypeVar("Item")


def run(now: datetime, races: int = RACES) -> Iterator[Measure]:
    """The rates of both, one after the other and in turn, so that a busy machine is busy for both."""

    therapists = [str(uuid) for uuid in Therapist.objects.order_by("pk").values_list("uuid", flat=True)[:5]]
    sockets = embedded.attach(settings.VAR_DIR).postgres
    with servers.hekas() as port:
        program = own.Program.make(port, now)
        try:
            with peers.running(sockets, max(ALL_BOOKINGS, RACERS)) as peer:
                yield from _rates(program, therapists, peer)
                yield _peer_races(peer, min(races, 5), sockets)
        except peers.NotAvailable as missing:
            yield of_times("django-appointment could not be installed", [0.0], str(missing))
            yield from _rates(program, therapists, None)
        yield from _races(program, therapists, races)


def _rates(program: own.Program, therapists: list[str], peer: peers.Peer | None) -> Iterator[Measure]:
    day = _weekday(7)
    wishes = list(islice(cycle(therapists), SEARCHES))

    def search(therapist: str) -> str:
        return f"{len(program.slots(day, day, therapist))} slots"

    def search_anew(therapist: str) -> str:
        slot_cache.forget()
        return search(therapist)

    rates = {}
    if peer is not None:
        staff = list(islice(cycle(peer.staff), SEARCHES))
        rates["peer"] = yield from _rate("django-appointment: slots of one day", peer.slots, staff)
    uncached = yield from _rate("Hekas: slots of one day, cache emptied before each", search_anew, wishes)
    yield from _against(uncached, rates.get("peer"), "slots of one day, without cache")
    cache.clear()
    cached = yield from _rate("Hekas: slots of one day, cached", search, wishes)
    yield from _against(cached, rates.get("peer"), "slots of one day, with cache")
    booked = None
    if peer is not None:
        booked = yield from _rate("django-appointment: bookings", peer.book, list(_peer_wishes(peer)))
    yield from _bookings(program, booked)


def _bookings(program: own.Program, booked: float | None) -> Iterator[Measure]:
    """By clients who are signed in and have answered, as the peer's; then by a program, with answers."""
    slots = own.apart(program.slots(_weekday(20), _weekday(34)), 90)
    times = [(slot["start"], slot["therapist"]) for slot in islice(slots, 2 * ALL_BOOKINGS)]
    people = pages.visitors(program.port, ALL_BOOKINGS, timezone.now())
    service = str(program.service.uuid)
    known = [(visitor, (service, *time)) for visitor, time in zip(people, times[:ALL_BOOKINGS], strict=True)]
    rate = yield from _rate("Hekas: bookings by two forms", lambda one: one[0].book(one[1]), known)
    yield from _against(rate, booked, "bookings by clients who have answered")
    rate = yield from _rate("Hekas: bookings, new client, answers", program.book, times[ALL_BOOKINGS:])
    yield from _against(rate, booked, "bookings with a new client and all answers")


def _rate(name: str, act: Callable[[Item], str], items: list[Item]) -> Iterator[Any]:
    """Yields the measure; returns how many a second went well. The first items only warm the server up."""
    crowd(act, items[:CLIENTS], CLIENTS)
    outcomes, seconds = crowd(act, items[CLIENTS:], CLIENTS)
    well = [one for one in outcomes if one.word == "booked" or one.word.endswith("slots")]
    rate = len(well) / seconds
    words = counted(outcomes) if len(counted(outcomes)) < 4 else f"{len(well)} of {len(outcomes)} answered"
    yield of_times(name, [one.ms for one in outcomes], f"{rate:.0f} a second by {CLIENTS} clients, {words}")
    return rate


def _against(mine: float, other: float | None, what: str) -> Iterator[Measure]:
    if other:
        yield Measure(what, 1, 0.0, 0.0, "django-appointment's rate", round(mine / other, 2), "a second")


def _peer_wishes(peer: peers.Peer) -> Iterator[tuple[str, int, int, str]]:
    places = [(day, hour, staff) for day in peer.free_days for hour in peer.hours for staff in peer.staff]
    return ((*place, session) for place, session in zip(places[:ALL_BOOKINGS], peer.sessions, strict=False))


def _peer_races(peer: peers.Peer, races: int, sockets: str) -> Measure:
    before, done = peers.double_booked(sockets), []
    for place in range(races):
        wish = (peer.free_days[-1 - place], peer.hours[0], peer.staff[0])
        done += race(peer.book, [(*wish, session) for session in peer.sessions[:RACERS]])
    slots, people = (after - was for after, was in zip(peers.double_booked(sockets), before, strict=True))
    note = f"{slots} of {races} hours double-booked, {people} people too many; {counted(done)}"
    return of_times(f"django-appointment: {RACERS} for one hour", [one.ms for one in done], note)


def _races(program: own.Program, therapists: list[str], races: int) -> Iterator[Measure]:
    """Everybody wants one start: of a named therapist one wins; of any, as many as there are therapists."""
    for name, who, shift in (
        ("same moment", therapists[0], 0.0),
        ("10 ms apart", therapists[0], SHIFT),
        ("any therapist", None, 0.0),
    ):
        days = (_weekday(35), _weekday(49))
        slots = own.apart(program.slots(*days, therapists[0]), 90)
        starts = [slot["start"] for slot in islice(slots, races)]
        done: list[Outcome] = []
        most = 0
        for start in starts:
            free = 1 if who else _free_at(program, start)
            one = race(partial(_hold, program, who), [start] * RACERS, shift)
            most += counted(one).get("201", 0) == min(free, RACERS)
            done += one
        slowest = sorted(o.ms for o in done)[int(len(done) * 0.99)]
        note = (
            f"{most} of {len(starts)} with exactly one winner each place; {counted(done)}; p99 {slowest:.0f}"
        )
        yield of_times(f"{RACERS} holds for one start, {name}", [o.ms for o in done], f"{note}; {overlaps()}")
        Appointment.objects.filter(status=Status.TENTATIVE.value).update(
            status=Status.EXPIRED.value, hold_expires_at=None
        )
        slot_cache.forget()


def _hold(program: own.Program, therapist: str | None, start: str) -> str:
    return str(program.hold(start, therapist).status)


def _free_at(program: own.Program, start: str) -> int:
    slot_cache.forget()
    return sum(slot["start"] == start for slot in program.slots(start[:10], start[:10]))


def overlaps() -> str:
    """A look at the table itself: pairs that one therapist has at one time."""

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM bookings_appointment a JOIN bookings_appointment b"
            " ON a.therapist_id = b.therapist_id AND a.id < b.id AND a.busy && b.busy"
            " WHERE a.status IN ('tentative', 'booked') AND b.status IN ('tentative', 'booked')"
            " AND lower(a.busy) > now() AND lower(b.busy) > now()"
        )
        return f"{cursor.fetchone()[0]} overlaps in the table"


def _weekday(ahead: int) -> Any:
    day = timezone.localdate() + timedelta(days=ahead)
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
