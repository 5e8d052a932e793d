"""Free times. The page and the booking itself both ask here, so what is shown is what can be had.

One search is three SQL statements: therapists with all their hours, rooms with closures, what is taken.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property, partial
from itertools import repeat
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings

from assessments.queries.advice import Advice
from bookings.adapters import diaries as desk
from bookings.adapters.advice import windows_of, without_reasons
from bookings.adapters.slot_cache import Watch, unwatched
from bookings.models import Appointment, Service
from bookings.queries.events import events_of, goes_by_events, is_deep, is_light
from bookings.queries.working_rows import Busy, RoomRow, Span, rooms_of, taken, therapists_with_hours
from bookings.scheduling import policy
from bookings.scheduling.fairness import spread
from bookings.scheduling.intervals import Interval
from bookings.scheduling.minutes import Run
from bookings.scheduling.series import around_event, event_in, not_near, quiet, with_light_days
from bookings.scheduling.slots import Ask, Diary, RoomDiary, Slot, find
from bookings.scheduling.terms import Fit, ServiceKind
from bookings.scheduling.windows import UNKNOWN, Judgement, Window, judge
from bookings.scheduling.working_time import local_day, whole_day
from hekas.accounts.models import Client, Therapist


class Offer(NamedTuple):
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


_new_offer = partial(tuple.__new__, Offer)  # half the time of a call, where there are ten thousand


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
    says_why: bool = True  # not to whoever only holds a link
    lasting: int | None = None  # so many minutes, whatever the service or the visit says

    @property
    def horizon_days(self) -> int:
        own = self.service.horizon_days
        return max(own, self.course.horizon_days) if self.course else own

    @property
    def minutes(self) -> int:
        """How long the treatment is to be."""
        return self.lasting or desk.length_of(self.service, self.leaving_out)

    @cached_property
    def windows(self) -> tuple[Window, ...]:
        """How well times suit the body, with the event of the series where there is one.

        Deep work and light work go by the events of every series and of the plan of care: one statement more.
        """
        asks = self.client is not None and goes_by_events(self.service)
        events = events_of([self.client])[self.client.pk] if asks else ()
        found = windows_for(self.advice, self.service, events, self.course.event if self.course else None)
        return found if self.says_why else without_reasons(found)


def windows_for(
    advice: Advice, service: Service, events: Iterable[date], named: date | None = None
) -> tuple[Window, ...]:
    """What the answers say of this service, and the events of the client's series and plan.

    Deep work keeps clear of each. Light work is best before each of them, or before the `named` one alone,
    and never in the last days before another.
    """
    kind, known = ServiceKind(service.kind), windows_of(advice, service)
    if named is not None:
        others = {*events, event_in(known, zone())} - {named, None}
        known = (*around_event(known, named, zone()), *not_near(others, zone()))
    elif is_light(service) and advice.gate != "redirected":
        known = with_light_days(known, events, advice.not_before, zone())
    near = sorted(events) if is_deep(service) else ()
    return (*known, *(quiet(kind, event, zone()) for event in near))


@dataclass(frozen=True)
class Found:
    """The offers, in order of start then therapist, and the therapists that they speak of."""

    offers: tuple[Offer, ...]
    therapists: dict[int, Therapist]

    def but(self, start: datetime) -> "Found":
        """Without what begins then."""
        return replace(self, offers=tuple(offer for offer in self.offers if offer.start != start))


@dataclass(frozen=True)
class Books:
    """All that the core needs to find slots, as it stands in the database."""

    ask: Ask
    diaries: tuple[Diary, ...]
    rooms: tuple[RoomDiary, ...]
    taken: tuple[Run, ...]
    therapists: dict[int, Therapist]
    places: dict[int, str]

    def blank(self) -> "Books":
        """As if nobody had booked anything: what the clinic could ever offer."""
        empty = tuple(replace(diary, visits=()) for diary in self.diaries)
        return replace(
            self, diaries=empty, rooms=tuple(replace(room, busy=()) for room in self.rooms), taken=()
        )


def zone() -> ZoneInfo:
    """The clinic's zone."""
    return ZoneInfo(settings.CLINIC_TIMEZONE)


def free_slots(seek: Seek, first: date, last: date, now: datetime, watch: Watch = unwatched) -> Found:
    """Every offer of the clinic's dates `first` to `last`, both inclusive. `watch`: as in `read_books`."""
    within = bookable(seek, first, last, now)
    if within is None:
        return Found((), {})
    books = read_books(seek, within, now, watch)
    return Found(offers_in(seek, books), books.therapists)


def bookable(seek: Seek, first: date, last: date, now: datetime) -> Interval | None:
    """The part of these dates in which a start may lie: notice, rest after a cramp, horizon.

    None also where the visit would not be over in time, as its service has a longer turnover than it had.
    """
    if timedelta(minutes=seek.minutes + seek.service.turnover_minutes) > policy.LONGEST_VISIT:
        return None
    notice = timedelta(hours=seek.service.notice_hours)
    horizon = whole_day(policy.last_day(now, seek.horizon_days, zone()), zone())
    start = max(whole_day(first, zone()).start, policy.earliest_start(now, notice, seek.advice.not_before))
    end = min(whole_day(last, zone()).end, horizon.end)
    return Interval(start, end) if start < end else None


def read_books(seek: Seek, within: Interval, now: datetime, watch: Watch = unwatched) -> Books:
    """Three statements, whatever the number of therapists, rooms and days.

    `watch` is told the places at which times can lie, before what takes them is read (`slot_cache`).
    """
    first, last = local_day(within.start, zone()), local_day(within.end, zone())
    span = Span(first, last, Interval(whole_day(first, zone()).start, whole_day(last, zone()).end))
    therapists = therapists_with_hours(seek.service, span, seek.therapist, seek.advice.needs)
    patterns = {row.pk: desk.pattern_of(row.weekly, row.changes, row.off) for row in therapists}
    places = {hours.place for pattern in patterns.values() for hours in pattern.every_hours()}
    rooms = rooms_of(seek.service, span, places)
    shut = tuple({row.place: row.closures for row in rooms if row.closures}.items())
    watch({row.place for row in rooms})
    busy = _taken(seek, therapists, rooms, span.time, now)
    return Books(
        desk.ask_of(seek.service, within, seek.minutes),
        tuple(
            Diary(
                row.pk,
                desk.rota_of(row.weekly, row.changes, shut, first, last, zone()),
                patterns[row.pk].off,
                busy.therapists[row.pk],
                desk.load_of(row.most_deep, row.rest),
            )
            for row in therapists
        ),
        tuple(RoomDiary(row.room, row.place, tuple(busy.rooms[row.room])) for row in rooms),
        tuple(busy.client),
        {row.pk: row for row in therapists},
        {row.place: row.place_uuid for row in rooms},
    )


def slots_in(books: Books) -> tuple[Slot, ...]:
    """Every free time of every therapist, in order of start then therapist."""
    return find(books.ask, books.diaries, books.rooms, books.taken)


def offers_in(seek: Seek, books: Books) -> tuple[Offer, ...]:
    """The offers of what was read, in order of start then therapist; of any therapist one for each start."""
    slots = slots_in(books)
    if seek.therapist is None:
        slots = spread(slots, books.diaries, zone())
    return judged(seek, slots)


def judged(seek: Seek, slots: Iterable[Slot]) -> tuple[Offer, ...]:
    """How well each time suits the body of whoever asks."""
    kind, windows = ServiceKind(seek.service.kind), seek.windows
    if not windows:
        return tuple(map(_new_offer, zip(slots, repeat(UNKNOWN))))
    return tuple(Offer(slot, judge(slot.start, kind, windows)) for slot in slots)


def _taken(
    seek: Seek, therapists: Iterable[Therapist], rooms: Iterable[RoomRow], reach: Interval, now: datetime
) -> Busy:
    """What takes these, and where the client is anyway; what is being moved takes nobody."""
    who, where = [row.pk for row in therapists], [row.room for row in rooms]
    client = seek.client.pk if seek.client is not None else None
    leaving_out = seek.leaving_out.pk if seek.leaving_out is not None else None
    return taken(who, where, reach, now, client=client, leaving_out=leaving_out)
