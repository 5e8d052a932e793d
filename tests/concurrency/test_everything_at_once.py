"""Every way into one hour of the night at one moment, on both days that change the clock and at the edges."""

import random
import time
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from itertools import combinations
from uuid import uuid4

import pytest
from psycopg2.extras import DateTimeTZRange

from bookings.actions import appointments, desk, holds, rota, series, waitlist, waitlist_offers
from bookings.actions.appointments import HoldExpired
from bookings.actions.desk import InTheWay, NotYet, Order
from bookings.actions.details import Details
from bookings.actions.front_door import SlotTaken
from bookings.actions.holds import NeverOnOffer, NotCleared, Wish
from bookings.actions.series import Conflicts, Terms
from bookings.actions.waitlist import OfferOver
from bookings.models import Appointment, Location, Room, Service, TimeOff, WaitlistOffer, WorkingHours
from bookings.queries.desk import Spot
from bookings.queries.to_do import holds_in_the_way
from bookings.scheduling.intervals import Interval
from tests.bookings.clinic import BY, at, cleared_client, make_service
from tests.bookings.overruling import overruled
from tests.bookings.waiting import ALL_PARTS
from tests.concurrency.race import race

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
HOUR, MINUTE, WEEK = timedelta(hours=1), timedelta(minutes=1), timedelta(weeks=1)
REFUSED = (SlotTaken, NeverOnOffer, HoldExpired, OfferOver, InTheWay, Conflicts, NotYet, NotCleared)
FORWARD, BACK = date(2027, 3, 28), date(2027, 10, 31)
TAKING = ("tentative", "booked", "arrived")


class Night:
    """A clinic that works through the night of a day, and whoever wants half past midnight in it."""

    def __init__(self, clinic, day, wanted="00:30"):
        self.clinic, self.day = clinic, day
        self.now = at(day - timedelta(days=2), "11:00")
        WorkingHours.objects.update(opens=clock(0), closes=clock(23, 59))
        for therapist in clinic.therapists:
            WorkingHours.objects.filter(therapist=therapist, weekday=0).update(weekday=day.weekday())
        self.start = at(day, wanted)
        self.regular = make_service(clinic, kind="preventive", name="Preventive massage")

    def person(self, name):
        return cleared_client(f"Demo {name}", now=self.now)

    def spot(self, therapist, minutes=0):
        return Spot(self.clinic.therapists[therapist], self.start + minutes * MINUTE, 45)

    def online(self, name, therapist=None):
        person = self.person(name)
        who = None if therapist is None else self.clinic.therapists[therapist]
        wish = Wish(self.clinic.service, self.start, who)

        def run():
            held = holds.place(wish=wish, person=person, own=None, by=BY, now=self.now).appointment
            return self.confirm(held, person)

        return run

    def confirm(self, held, person):
        who = Details(person.client.name, person.client.email)
        return appointments.book(hold=held, person=person, details=who, by=BY, now=self.now)

    def series(self, name):
        person, amira = self.person(name), self.clinic.therapists[0]
        starts = [self.start, at(self.day + timedelta(days=7), "00:30")]
        wishes = [Wish(self.regular, start, amira) for start in starts]
        terms = Terms(self.regular, amira, 1, uuid4())
        return lambda: series.book(wishes=wishes, person=person, terms=terms, by=BY, now=self.now)

    def taken_from_the_list(self, name):
        """What is kept for somebody who waits lies an hour later, and overlaps what is made longer."""
        person = self.person(name)
        ask = waitlist.Ask(self.clinic.service, self.clinic.therapists[1], self.day, self.day, ALL_PARTS)
        waitlist.ask(ask=ask, person=person, details=Details(name, person.client.email), by=BY, now=self.now)
        assert waitlist_offers.offer_due(self.now) == 1
        offer = WaitlistOffer.objects.get()
        return lambda: waitlist.take(offer=offer, by=BY, now=self.now)

    def at_the_desk(self, name, therapist, minutes, overbook=False):
        order = Order(self.person(name).client, self.clinic.service, self.spot(therapist, minutes), uuid4())
        said = {"order": order, "by": BY, "now": self.now}
        return lambda: overruled(desk.book, **said) if overbook else desk.book(**said)

    def moved(self, name):
        person = self.person(name)
        wish = Wish(self.clinic.service, self.start + 3 * HOUR, self.clinic.therapists[2])
        held = holds.place(wish=wish, person=person, own=None, by=BY, now=self.now).appointment
        visit = self.confirm(held, person)
        there = Wish(self.clinic.service, self.start, None)
        return lambda: appointments.move(
            appointment=visit, wish=there, by=BY, now=self.now, seen=visit.version
        )

    def blocked(self):
        span = Interval(self.start + HOUR, self.start + 2 * HOUR)
        who = self.clinic.therapists[1]
        return lambda: desk.block(therapist=who, span=span, reason="Away", by=BY, now=self.now)

    def changed(self, change):
        def run():
            with rota.changing(self.now):
                time.sleep(0.02)
                change(self)

        return run

    def everybody(self, change):
        return [
            self.taken_from_the_list("Wanda"),
            self.moved("Mona"),
            self.online("Ann"),
            self.online("Bob", 0),
            self.online("Cid", 1),
            self.series("Sue"),
            self.at_the_desk("Dan", 0, 15),
            self.at_the_desk("Eve", 1, -15),
            self.at_the_desk("Fay", 2, 30, overbook=True),
            self.blocked(),
            self.changed(change),
        ]


def time_off(night):
    during = DateTimeTZRange(night.start, night.start + 2 * HOUR)
    TimeOff.objects.create(therapist=night.clinic.therapists[0], during=during, reason="Ill")


def fewer_hours(night):
    WorkingHours.objects.filter(therapist=night.clinic.therapists[0]).update(opens=clock(1))


def a_room_less(night):
    Room.objects.filter(pk=night.clinic.rooms[0].pk).update(is_active=False)


def closed(night):
    Location.objects.update(is_active=False)


def longer(night):
    Service.objects.update(minutes=90)


CHANGES = [time_off, fewer_hours, a_room_less, closed, longer]


def check(night, outcomes):
    unexpected = [one for one in outcomes if isinstance(one, Exception) and not isinstance(one, REFUSED)]
    assert unexpected == []
    rows = list(Appointment.objects.filter(status__in=TAKING))
    for one, other in combinations(rows, 2):
        at_once = one.busy.lower < other.busy.upper and other.busy.lower < one.busy.upper
        if at_once and not (one.overbooked or other.overbooked):
            assert one.therapist_id != other.therapist_id, (one, other)
            assert one.room_id != other.room_id, (one, other)
        both_there = one.during.lower < other.during.upper and other.during.lower < one.during.upper
        assert not (both_there and one.client_id == other.client_id)
    assert holds_in_the_way(night.now) == []


def shuffled(runners, seed):
    """Each a little later or sooner than the others, another order at each try."""
    chance = random.Random(seed)

    def late(run):
        wait = chance.random() * 0.12

        def go():
            time.sleep(wait)
            return run()

        return go

    return [late(run) for run in chance.sample(runners, len(runners))]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("day", [FORWARD, BACK], ids=["forward", "back"])
def test_nothing_is_given_twice_over_the_change_of_the_clock(clinic, day, change):
    night = Night(clinic, day)
    check(night, race(*shuffled(night.everybody(change), f"{day}{change.__name__}")))
    assert Appointment.objects.filter(status="booked").exists()


@pytest.mark.parametrize("day", [FORWARD, BACK, date(2026, 12, 13)], ids=["forward", "back", "plain"])
def test_both_sides_of_midnight_are_one_diary(clinic, day):
    """The desk puts visits over it, from the day before; others begin on it, and lock another day."""
    night = Night(clinic, day, "00:00")
    runners = [
        night.at_the_desk("Dan", 0, -30),
        night.at_the_desk("Eve", 1, -45),
        night.online("Ann", 0),
        night.online("Bob", 1),
        night.online("Cid"),
        night.at_the_desk("Gus", 0, 15),
        night.at_the_desk("Hal", 1, -15),
    ]
    outcomes = race(*shuffled(runners, str(day)))
    check(night, outcomes)
    assert Appointment.objects.filter(status="booked").count() >= 2


def test_at_the_edge_of_the_horizon_nothing_is_given_twice_nor_beyond_it(clinic):
    day = FORWARD
    night = Night(clinic, day)
    night.now = at(day - timedelta(days=clinic.service.horizon_days), "11:00")
    edge = [night.online("Ann", 0), night.online("Bob", 0), night.online("Cid", 0)]
    night.start = at(day + timedelta(days=7), "00:30")
    beyond = [night.online("Dan", 1), night.online("Eve", 2)]
    outcomes = race(*edge, *beyond)
    check(night, outcomes)
    assert Appointment.objects.filter(status="booked").count() == 1
    assert {type(one) for one in outcomes[3:]} == {NeverOnOffer}


def test_an_hour_that_is_there_twice_is_two_hours(clinic):
    """01:30 twice, an hour apart: both are given, each once."""
    night = Night(clinic, BACK)
    first = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    runners = []
    for start in (first, first + HOUR):
        night.start = start
        runners += [night.online(f"Ann{start:%H}", 0), night.online(f"Bob{start:%H}", 0)]
    outcomes = race(*runners)
    check(night, outcomes)
    booked = Appointment.objects.filter(status="booked").order_by("during")
    assert [row.starts_at for row in booked] == [first, first + HOUR]


def test_whoever_waits_twice_and_takes_both_is_in_one_place(clinic):
    night = Night(clinic, FORWARD)
    person = night.person("Wanda")
    for service in (clinic.service, night.regular):
        ask = waitlist.Ask(service, None, night.day, night.day, ALL_PARTS)
        waitlist.ask(
            ask=ask, person=person, details=Details("Demo Wanda", person.client.email), by=BY, now=night.now
        )
    assert waitlist_offers.offer_due(night.now) == 2
    first, second = WaitlistOffer.objects.order_by("pk")
    runners = [
        lambda offer=offer: waitlist.take(offer=WaitlistOffer.objects.get(pk=offer.pk), by=BY, now=night.now)
        for offer in (first, second, first)  # one of them in two tabs
    ]
    outcomes = race(*runners)
    check(night, outcomes)
    assert Appointment.objects.filter(status="booked").count() == 2
    assert sum(isinstance(one, OfferOver) for one in outcomes) == 1
