"""A series of visits: all booked at once or none, ended at once, and told of before it is over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from assessments.actions import claims
from assessments.queries.door import door_key
from bookings.actions import appointments, series_notices
from bookings.actions.front_door import Keys, SlotTaken, front_door, lock, read_again
from bookings.actions.holds import NeverOnOffer, Wish, claim, fill, keys_of, reach_of
from bookings.models import Appointment, Series, Service
from bookings.queries.availability import zone
from bookings.queries.person import Person
from bookings.queries.series import ending, last_visit, to_come
from bookings.scheduling import policy
from bookings.scheduling.working_time import local_day
from hekas.accounts.models import Therapist
from hekas.audit.actors import Actor
from hekas.audit.log import record


class Conflicts(Exception):
    """Some of the times can't be had any more, so none was taken; `.wishes` says which."""

    def __init__(self, wishes: Sequence[Wish]) -> None:
        super().__init__(f"{len(wishes)} times are gone")
        self.wishes = tuple(wishes)


@dataclass(frozen=True)
class Terms:
    """What the series is: whose, of what, how often, up to what. `key` is that of the page that was sent."""

    service: Service
    therapist: Therapist
    every_weeks: int
    key: UUID
    event: date | None = None


@dataclass(frozen=True)
class Ended:
    """The visits that were called off, and those that it was too late for."""

    gone: tuple[Appointment, ...]
    kept: tuple[Appointment, ...]


def book(
    *, wishes: Sequence[Wish], person: Person, terms: Terms, by: Actor, now: datetime, agreed: bool = True
) -> Series:
    """Book every wish (at least one) for a known client, or none. Sent twice, it books once.

    Raises Conflicts, NotCleared, SlotTaken.
    """
    with front_door():
        lock(_keys(wishes, person))
        known = Series.objects.filter(client=person.client, key=terms.key).first()
        if known is not None:
            return known
        if person.intake is not None and person.client is not None:  # first: what is known may say no
            claims.claim(person.intake, client=person.client, by=by, now=now)
        series = _begin(wishes, person, terms)
        lost = [wish for wish in _in_order(wishes) if not _added(series, wish, person, by, now, agreed)]
        if lost:
            raise Conflicts(lost)
        record(by=by, action="series booked", subject=series, now=now, visits=len(wishes))
        series_notices.tell_booked(series, list(to_come(series, now)), now)
        return series


def _keys(wishes: Sequence[Wish], person: Person) -> Keys:
    """Everything that any of the visits could take, to be locked in one go and one order."""
    keys = Keys()
    for wish in wishes:
        keys.join(keys_of(wish, person, *reach_of(wish)))
    return keys


def _in_order(wishes: Sequence[Wish]) -> list[Wish]:
    return sorted(wishes, key=lambda wish: wish.start)


def _begin(wishes: Sequence[Wish], person: Person, terms: Terms) -> Series:
    first, *_, last = [*_in_order(wishes), _in_order(wishes)[-1]]
    until = local_day(last.start, zone())
    return Series.objects.create(client=person.client, first=first.start, until=until, **vars(terms))


def _added(series: Series, wish: Wish, person: Person, by: Actor, now: datetime, agreed: bool) -> bool:
    """Ask the one search, then write; the next visit is asked with this one in the diary."""
    try:
        offer = claim(wish, person, None, now)
    except (SlotTaken, NeverOnOffer):
        return False
    visit = Appointment(series=series)
    fill(visit, wish, person, offer)
    appointments.settle(visit, series.client, by, now, agreed=agreed)
    return True


def end(*, series: Series, by: Actor, now: datetime) -> Ended:
    """Call off every visit to come that its client may still call off. Done twice, it does nothing twice."""
    with front_door():
        visits = locked(series, now)
        gone = [visit for visit in visits if may_change(visit, now)]
        for visit in gone:
            appointments.call_off(visit, by, now)
        first = Series.objects.filter(pk=series.pk, ended_at=None).update(ended_at=now, updated_at=now)
        if first or gone:
            record(by=by, action="series ended", subject=series, now=now, visits=len(gone))
        if gone:
            series_notices.tell_ended(series, gone, now)
        return Ended(tuple(gone), tuple(visit for visit in visits if visit not in gone))


def locked(series: Series, now: datetime, others: Sequence[Appointment] = ()) -> list[Appointment]:
    """The visits to come as they stand; nobody changes them or books their client until it is done.

    Nor `others` of the same client, which are read anew too.
    """
    keys, visits = Keys({door_key(series.client_id)}), [*to_come(series, now), *others]
    for visit in visits:
        keys.add_appointment(visit)
    lock(keys)
    for visit in visits:
        read_again(visit)
    return list(to_come(series, now))


def may_change(visit: Appointment, now: datetime) -> bool:
    return policy.may_change(visit.starts_at, visit.change_notice, now)


def tell_ending(now: datetime) -> int:
    """Tell everybody whose series is over in two weeks, once, however many call this; returns how many."""
    return sum(_tell_one(pk, now) for pk in ending(now))


@transaction.atomic
def _tell_one(pk: int, now: datetime) -> bool:
    untold = Series.objects.filter(pk=pk, ending_told_at=None)
    if not untold.update(ending_told_at=now, updated_at=now):
        return False
    series = Series.objects.select_related("client").get(pk=pk)
    last = last_visit(series)
    if last is None or last.starts_at <= now:  # called off this moment
        return False
    series_notices.tell_ending(series, to_come(series, now).count(), last, now)
    return True
