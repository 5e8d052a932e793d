"""Free times. The page and the booking itself both ask here, so what is shown is what can be had.

One search is three SQL statements: therapists with all their hours, rooms with closures, what is taken.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q

from assessments.queries.clearances import Advice
from bookings.adapters import diaries as desk
from bookings.adapters.advice import windows_of
from bookings.models import Appointment, Service
from bookings.queries.working_rows import rooms_with_closures, therapists_with_hours
from bookings.scheduling import policy
from bookings.scheduling.intervals import Interval
from bookings.scheduling.series import around_event
from bookings.scheduling.slots import Ask, Diary, RoomDiary, Slot, Visit, find, spread
from bookings.scheduling.terms import Fit, ServiceKind
from bookings.scheduling.windows import Judgement, Window, judge
from bookings.scheduling.working_time import local_day, shifts, whole_day
from hekas.accounts.models import Client, Therapist

# The ends of the ranges, because a range itself is slow to read.
VISIT_COLUMNS = (
    *("therapist_id", "room_id", "client_id", "service__is_deep"),
    *("during__startswith", "during__endswith", "busy__startswith", "busy__endswith"),
)


@dataclass(frozen=True)
class Offer:
    """A free time for one client: the slot, how well it fits their body, and why."""

    slot: Slot
    judgement: Judgement

    @property
    def start(self) -> datetime:
        return self.slot.start

    @property
    def may_be_taken(self) -> bool:
        """A time to avoid is shown with its reason, and not given."""
        return self.judgement.fit is not Fit.AVOID


@dataclass(frozen=True)
class Course:
    """What a series adds to a search: how far ahead it looks, and the event that it leads up to."""

    horizon_days: int
    event: date | None = None


@dataclass(frozen=True)
class Seek:
    """What is looked for, for whom. Without a therapist: any, spread fairly.

    `leaving_out` is the appointment that is being moved (or the hold that is being chosen again). `course` is
    the series that the visit is part of.
    """

    service: Service
    advice: Advice
    therapist: Therapist | None = None
    client: Client | None = None
    leaving_out: Appointment | None = None
    course: Course | None = None

    @property
    def horizon_days(self) -> int:
        own = self.service.horizon_days
        return max(own, self.course.horizon_days) if self.course else own

    @property
    def windows(self) -> tuple[Window, ...]:
        """How well times suit the body, with the event of the series where there is one."""
        known = windows_of(self.advice, self.service)
        event = self.course.event if self.course else None
        return around_event(known, event, zone()) if event else known


@dataclass(frozen=True)
class Found:
    """The offers, in order of start then therapist, and the therapists that they speak of."""

    offers: tuple[Offer, ...]
    therapists: dict[int, Therapist]


@dataclass(frozen=True)
class Books:
    """All that the core needs to find slots, as it stands in the database."""

    ask: Ask
    diaries: tuple[Diary, ...]
    rooms: tuple[RoomDiary, ...]
    taken: tuple[Interval, ...]
    therapists: dict[int, Therapist]

    def blank(self) -> "Books":
        """As if nobody had booked anything: what the clinic could ever offer."""
        empty = tuple(replace(diary, visits=()) for diary in self.diaries)
        return replace(
            self, diaries=empty, rooms=tuple(replace(room, busy=()) for room in self.rooms), taken=()
        )


def zone() -> ZoneInfo:
    """The clinic's zone."""
    return ZoneInfo(settings.CLINIC_TIMEZONE)


def free_slots(seek: Seek, first: date, last: date, now: datetime) -> Found:
    """Every offer of the clinic's dates `first` to `last`, both inclusive."""
    within = bookable(seek, first, last, now)
    if within is None:
        return Found((), {})
    books = read_books(seek, within, now)
    return Found(tuple(offers_in(seek, books)), books.therapists)


def bookable(seek: Seek, first: date, last: date, now: datetime) -> Interval | None:
    """The part of these dates in which a start may lie: notice, rest after a cramp, horizon."""
    notice = timedelta(hours=seek.service.notice_hours)
    horizon = whole_day(policy.last_day(now, seek.horizon_days, zone()), zone())
    start = max(whole_day(first, zone()).start, policy.earliest_start(now, notice, seek.advice.not_before))
    end = min(whole_day(last, zone()).end, horizon.end)
    return Interval(start, end) if start < end else None


def read_books(seek: Seek, within: Interval, now: datetime) -> Books:
    """Three statements, whatever the number of therapists, rooms and days."""
    first, last = local_day(within.start, zone()), local_day(within.end, zone())
    reach = Interval(whole_day(first, zone()).start, whole_day(last, zone()).end)
    rooms = list(rooms_with_closures(seek.service, first, last))
    needs = seek.advice.needs
    therapists = list(therapists_with_hours(seek.service, first, last, reach, seek.therapist, needs))
    visits, busy, taken = _taken(seek, therapists, rooms, reach, now)
    closures = {desk.closure_of(row) for room in rooms for row in room.closures}
    return Books(
        desk.ask_of(seek.service, within),
        tuple(_diary(row, closures, first, last, visits[row.pk]) for row in therapists),
        tuple(RoomDiary(room.pk, room.location_id, tuple(busy[room.pk])) for room in rooms),
        tuple(taken),
        {row.pk: row for row in therapists},
    )


def offers_in(seek: Seek, books: Books) -> Iterable[Offer]:
    """The offers of what was read, in order of start then therapist."""
    slots: Iterable[Slot] = find(books.ask, books.diaries, books.rooms, books.taken)
    if seek.therapist is None:
        slots = spread(slots, books.diaries, zone())
    kind, windows = ServiceKind(seek.service.kind), seek.windows
    return (Offer(slot, judge(slot.start, kind, windows)) for slot in slots)


def _diary(row: Therapist, closures: Iterable, first: date, last: date, visits: list[Visit]) -> Diary:
    pattern = desk.pattern_of(row.weekly, row.changes, row.off)
    found = shifts(pattern, closures, first, last, zone())
    return Diary(row.pk, found, pattern.off, tuple(visits), desk.load_of(row.most_deep, row.rest))


def _taken(seek: Seek, therapists: list, rooms: list, reach: Interval, now: datetime):  # type: ignore[no-untyped-def]
    """Visits by therapist, busy time by room, and where the client is anyway."""
    visits: dict[int, list[Visit]] = defaultdict(list)
    busy: dict[int, list[Interval]] = defaultdict(list)
    taken: list[Interval] = []
    for therapist, room, client, deep, *times in _rows(seek, therapists, rooms, reach, now):
        visit = Visit(Interval(*times[:2]), Interval(*times[2:]), deep)
        visits[therapist].append(visit)
        busy[room].append(visit.busy)
        if seek.client is not None and client == seek.client.pk:
            taken.append(visit.during)
    return visits, busy, taken


def _rows(seek: Seek, therapists: list, rooms: list, reach: Interval, now: datetime) -> Iterable:
    whose = Q(therapist__in=[row.pk for row in therapists]) | Q(room__in=[row.pk for row in rooms])
    if seek.client is not None:
        whose |= Q(client=seek.client)
    rows = (
        Appointment.objects.taking(now).starting(reach.start - policy.LONGEST_VISIT, reach.end).filter(whose)
    )
    if seek.leaving_out is not None:
        rows = rows.exclude(pk=seek.leaving_out.pk)
    return rows.order_by("busy").values_list(*VISIT_COLUMNS)
