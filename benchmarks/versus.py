"""Hekas and django-appointment side by side: a day's slots, bookings a second, and the race for one hour."""

from collections.abc import Callable, Iterable, Iterator
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
GONE = "hold 409"
RACERS, RACES, SHIFT = 50, 20, 0.01
Item = TypeVar("Item")


def run(now: datetime, races: int = RACES) -> Iterator[Measure]:
    """The rates of both, one after the other and in turn, so that a busy machine is busy for both."""

    sockets = embedded.attach(settings.VAR_DIR).postgres
    with servers.hekas() as port:
        program = own.Program.make(port, now)
        therapists = list(islice(_who_have_time(program), 5))
        try:
            filled = Appointment.objects.count(), Therapist.objects.count()
            with peers.running(sockets, max(ALL_BOOKINGS, RACERS), *filled) as peer:
                yield from _rates(program, therapists, peer)
                yield _peer_races(peer, min(races, 5), sockets)
        except peers.NotAvailable as missing:
            yield of_times("django-appointment", [0.0], str(missing), fault="it could not be installed")
            yield from _rates(program, therapists, None)
        yield from _races(program, therapists, races)


def _who_have_time(program: own.Program) -> Iterator[str]:
    """Therapists who are free on the day that is searched: of others nobody would be shown anything."""
    everybody = Therapist.objects.order_by("pk").values_list("uuid", flat=True)
    return (str(uuid) for uuid in everybody if program.slots(_weekday(7), _weekday(7), str(uuid)))


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
    everything = [(slot["start"], slot["therapist"]) for slot in slots]
    times, spare = everything[: 2 * ALL_BOOKINGS], iter(everything[2 * ALL_BOOKINGS :])
    people = pages.visitors(program.port, ALL_BOOKINGS, timezone.now())
    service = str(program.service.uuid)
    known = list(zip(people, times[:ALL_BOOKINGS], strict=True))

    def by_forms(one: tuple[pages.Visitor, own.Time]) -> str:
        return or_another(lambda time: one[0].book((service, *time)), one[1], spare)

    def by_program(time: own.Time) -> str:
        return or_another(program.book, time, spare)

    rate = yield from _rate("Hekas: bookings by two forms", by_forms, known)
    yield from _against(rate, booked, "bookings by clients who have answered")
    rate = yield from _rate("Hekas: bookings, new client, answers", by_program, times[ALL_BOOKINGS:])
    yield from _against(rate, booked, "bookings with a new client and all answers")


def or_another(book: Callable[[own.Time], str], time: own.Time, spare: Iterator[own.Time]) -> str:
    """Rooms are shared: where the last one went to somebody else, they take another time, as people do."""
    word = book(time)
    while word == GONE:
        word = book(next(spare))
    return word


def _rate(name: str, act: Callable[[Item], str], items: list[Item]) -> Iterator[Any]:
    """Yields the measure; returns the rate, None where one act failed. The first items only warm up."""
    first, _ = crowd(act, items[:CLIENTS], CLIENTS)
    outcomes, seconds = crowd(act, items[CLIENTS:], CLIENTS)
    rate, fault = len(outcomes) / seconds, failures([*first, *outcomes])
    note = f"{rate:.0f} a second by {CLIENTS} clients"
    yield of_times(name, [one.ms for one in outcomes], "" if fault else note, fault)
    return None if fault else rate


def failures(outcomes: Iterable[Outcome]) -> str:
    """The words of those who neither booked nor were shown free times, counted."""
    well = ("booked", "slots")
    ill = [one for one in outcomes if not one.word.endswith(well) or one.word == "0 slots"]
    return str(counted(ill)) if ill else ""


def _against(mine: float | None, other: float | None, what: str) -> Iterator[Measure]:
    if mine and other:
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
        right = f"{most} of {len(starts)} with exactly one winner each place; {counted(done)}; {overlaps()}"
        fault = "" if most == len(starts) == races and "0 overlaps" in right else right
        title = f"{RACERS} holds for one start, {name}"
        yield of_times(title, [o.ms for o in done], f"{right}; p99 {slowest:.0f}", fault)
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
