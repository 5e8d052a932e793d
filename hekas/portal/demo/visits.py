"""The demo clinic's diary: past visits, today's and those to come, laid into the real working hours.

A therapist works in a room of their own and a client comes at most once a day, so no two visits overlap; the
database would refuse them if they did.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from random import Random
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from bookings.actions import reminders
from bookings.models import Appointment, Service
from bookings.scheduling.terms import ServiceKind, Status
from bookings.scheduling.working_time import instant
from hekas.accounts.models import Client
from hekas.portal.demo import clinic, people
from hekas.portal.demo.copying import copy, without_history

DAYS_AHEAD = 28
VISITS_A_DAY = 4  # of one therapist, over all days of the week
BUSY_SHARE = 0.7  # of the time that a therapist works, once the day has come
REMINDED_AHEAD, MOST_REMINDERS = timedelta(days=14), 200
FILLS_IN_DAYS = 40  # a day so far away is still empty
GROWN_IN_DAYS, FIRST_SHARE = 5 * 365, 0.15  # five years ago so much of today's work was there
STEP = timedelta(minutes=15)
PAST = (Status.FULFILLED,) * 23 + (Status.NOSHOW, Status.CANCELLED)
COMING = (Status.BOOKED,) * 19 + (Status.CANCELLED,)


class Place(NamedTuple):
    """A free stretch that a visit takes: whose, what, from when."""

    therapist: int
    service: Service
    start: datetime


class _Row(NamedTuple):
    """What is said of each visit; all else is as the model has it."""

    uuid: UUID
    created_at: datetime
    updated_at: datetime
    therapist: int
    room: int
    client: int
    service: int
    during: str
    busy: str
    status: str
    price_pence: int
    booked_at: datetime
    ended_at: datetime | None
    cancelled_by: str


@dataclass(frozen=True)
class Diary:
    """What visits are made of."""

    clinic: clinic.Clinic
    clients: list[Client]
    zone: ZoneInfo
    chance: Random
    now: datetime

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def share(self, day: date) -> float:
        """How full a day is: the further away, the emptier; and the clinic has grown over the years."""
        away = (day - self.today).days
        if away > 0:
            return BUSY_SHARE * (1 - away / FILLS_IN_DAYS)
        return BUSY_SHARE * max(FIRST_SHARE, 1 + (1 - FIRST_SHARE) * away / GROWN_IN_DAYS)


def fill(diary: Diary, count: int) -> int:
    """Write `count` visits, from the coming weeks back into the past; answers how many there are."""
    with without_history(Appointment):
        return copy(Appointment, _Row._fields, islice(_visits(diary, count), count))


def _visits(diary: Diary, count: int) -> Iterator[_Row]:
    for day in _days(diary, count):
        for place, client in zip(_places(diary, day), _clients_of(diary, day), strict=False):
            row = _visit(diary, place, client)
            if diary.clinic.works(place.therapist, day):  # after the dice: the other days stay as they are
                yield row


def _days(diary: Diary, count: int) -> Iterator[date]:
    """From the furthest coming day back, as long as visits are left to write."""
    days = count // (VISITS_A_DAY * len(diary.clinic.therapists))
    for away in range(min(DAYS_AHEAD, 3 + days // 2), -40 * 366, -1):
        yield diary.today + timedelta(days=away)


def _clients_of(diary: Diary, day: date) -> Iterator[Client]:
    """Each client at most once a day, beginning with others on another day."""
    count = len(diary.clients)
    first = day.toordinal() * 37 % count
    for number in range(count):
        yield diary.clients[(first + number) % count]


def _places(diary: Diary, day: date) -> Iterator[Place]:
    for number, room in enumerate(diary.clinic.rooms):
        for hours in clinic.pattern(number, room.location_id).hours_on(day):
            yield from _stretch(diary, number, day, hours.opens, hours.closes)


def _stretch(diary: Diary, number: int, day: date, opens: time, closes: time) -> Iterator[Place]:
    at, end = instant(day, opens, diary.zone), instant(day, closes, diary.zone)
    while at < end:
        service = diary.chance.choice(_on_offer(diary, day))
        whole = timedelta(minutes=service.minutes + service.turnover_minutes)
        if at + whole > end:
            return
        if diary.chance.random() < diary.share(day):
            yield Place(number, service, at)
            at += -(-whole // STEP) * STEP
        else:
            at += STEP * 2


def _on_offer(diary: Diary, day: date) -> list[Service]:
    """Nobody of the demo has an event to come: a visit before one would only stand on the list to look at."""
    if day <= diary.today:
        return diary.clinic.services
    return [service for service in diary.clinic.services if service.kind != ServiceKind.PRE_COMPETITION]


def _visit(diary: Diary, place: Place, client: Client) -> _Row:
    service, start = place.service, place.start
    end = start + timedelta(minutes=service.minutes)
    over = end + timedelta(minutes=service.turnover_minutes)
    status = diary.chance.choice(PAST if end <= diary.now else COMING)
    booked_at = min(start - timedelta(days=diary.chance.randrange(1, 21)), diary.now)
    return _Row(
        uuid=people.uuid(diary.chance),
        created_at=booked_at,
        updated_at=booked_at,
        therapist=diary.clinic.therapists[place.therapist].pk,
        room=diary.clinic.rooms[place.therapist].pk,
        client=client.pk,
        service=service.pk,
        during=f"[{start.isoformat()},{end.isoformat()})",
        busy=f"[{start.isoformat()},{over.isoformat()})",
        status=status.value,
        price_pence=service.price_pence,
        booked_at=booked_at,
        ended_at=None if status is Status.BOOKED else min(end, diary.now),
        cancelled_by="client" if status is Status.CANCELLED else "",
    )


def promise(client: Client, now: datetime) -> None:
    """The demo's own client has a visit to look forward to, two days away or more."""
    theirs = Appointment.objects.filter(client=client, status=Status.BOOKED, during__startswith__gt=now)
    if theirs.exists():
        return
    later = Appointment.objects.filter(status=Status.BOOKED, during__startswith__gt=now + timedelta(days=2))
    visit = later.order_by("during", "pk").first()
    if visit is not None:
        Appointment.objects.filter(pk=visit.pk).update(client=client)


def remind(now: datetime) -> None:
    """Plan the reminders of the coming days' visits; those further away are only there to fill the diary."""
    soon = Appointment.objects.filter(
        status=Status.BOOKED, during__startswith__range=(now, now + REMINDED_AHEAD)
    )
    for visit in soon.select_related("client", "service")[:MOST_REMINDERS]:
        reminders.plan(visit, now)
