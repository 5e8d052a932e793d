"""Everything that anybody can do to a diary, as acts that may come in any order.

Each act takes what stands there just now and calls what the pages call; what the house refuses by name is no
fault. It crosses the night in which the clocks go back, and what the worker does is an act too, late or
early. Several may come at the same moment, each in a thread of its own. What has to hold afterwards is
`checks.py`.
"""

from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from uuid import uuid4

import time_machine
from django.core.cache import cache

from assessments.actions import clearances, desk_notes
from bookings.actions import (
    appointments,
    attendance,
    closures,
    desk,
    holds,
    overbooked,
    ran_out,
    reminders,
    rota,
    safety,
    series,
    to_call,
    waitlist,
    waitlist_offers,
)
from bookings.actions.details import Details
from bookings.actions.front_door import SlotTaken
from bookings.models import (
    Appointment,
    ClinicClosure,
    Series,
    Service,
    TimeOff,
    WaitlistEntry,
    WaitlistOffer,
    WorkingHours,
)
from bookings.queries.desk import Spot
from bookings.queries.person import Person
from bookings.scheduling.intervals import Interval
from bookings.scheduling.lifecycle import NotAllowed, possible
from bookings.scheduling.terms import Event, Status
from bookings.views.marks import ON_THE_DAY
from hekas.accounts.models import Client, User
from hekas.privacy.actions import erasure, merging
from tests.bookings.bodies import Bodies
from tests.bookings.clinic import BY, at, make_client, make_service
from tests.bookings.meetings import Meetings
from tests.bookings.safety.people import GREEN, give
from tests.bookings.waiting import ALL_PARTS
from tests.concurrency.race import race

FRIDAY = date(2026, 10, 23)  # before the night in which an hour comes twice
START = at(FRIDAY, "8:00")
HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)
REFUSED = (
    holds.NotCleared, holds.NeverOnOffer, appointments.HoldExpired, appointments.TooLate,
    appointments.Changed, attendance.NotItsTime, attendance.CheckInRefused, SlotTaken,
    NotAllowed, desk.NotYet, desk.InTheWay, desk.CalledOff, series.Conflicts, waitlist.OfferOver,
    clearances.NotHeld, clearances.NotOpen, clearances.NotAStop, clearances.ContactNeeded,
    desk_notes.NotTheirs, desk_notes.ReadAlready,
    merging.CannotMerge, erasure.VisitGoingOn, erasure.CallFirst, erasure.OnHold,
)  # fmt: skip
WAITS = (MINUTE, 4 * MINUTE, 11 * MINUTE, 25 * MINUTE, 40 * MINUTE, HOUR, 3 * HOUR, 9 * HOUR, DAY, 3 * DAY)


@dataclass
class Attack(Bodies, Meetings):
    """A clinic that works at any hour, four people of whom two are one, and a clock."""

    clinic: object
    now: datetime = START
    names: int = 4
    done: dict[str, int] = field(default_factory=dict)

    def __post_init__(self):
        WorkingHours.objects.all().delete()
        for therapist in self.clinic.therapists:
            WorkingHours.objects.bulk_create(
                WorkingHours(
                    therapist=therapist,
                    location=self.clinic.location,
                    weekday=day,
                    opens=time(0),
                    closes=time(23, 59),
                )
                for day in range(7)
            )
        Service.objects.update(notice_hours=0, change_notice_hours=1)
        self.clinic.service.refresh_from_db()
        self.regular = make_service(
            self.clinic, kind="preventive", name="Preventive massage", notice_hours=0, change_notice_hours=1
        )
        self.staff = [User.objects.create_user(f"{name}@demo.example", "x", role="admin") for name in "jk"]
        with time_machine.travel(self.now, tick=False):
            for name in ("Demo Ada", "Demo Bea", "Demo Cleo", "Demo Cleo"):
                give(make_client(name), GREEN, self.now)

    # what there is to choose from

    def do(self, act, *picks):
        """One act; whether anything came of it."""
        self.picks = [*picks]
        cache.clear()
        with time_machine.travel(self.now, tick=False):
            try:
                came = getattr(self, act)()
            except REFUSED:
                came = None
        self.done[act] = self.done.get(act, 0) + (came is not None)
        return came

    def do_at_once(self, acts):
        """Several acts, all at this moment; what each returned or raised."""
        cache.clear()
        with time_machine.travel(self.now, tick=False):
            return race(
                *(partial(self.another(place, picks).try_to, act) for place, (act, picks) in enumerate(acts))
            )

    def another(self, place, picks):
        """Somebody else in the same clinic, who picks for themselves."""
        one = copy(self)
        one.picks, one.names = [*picks], self.names + 100 * (place + 1)
        return one

    def try_to(self, act):
        try:
            return getattr(self, act)()
        except REFUSED:
            return None

    def pick(self, found):
        """One of these, by the next number that was drawn; None where there is none."""
        found, number = list(found), self.picks.pop(0)
        return found[number % len(found)] if found else None

    def client(self):
        return self.pick(Client.objects.exclude(email="").order_by("pk"))

    def visit(self, *statuses):
        rows = Appointment.objects.with_names().filter(status__in=statuses, client__isnull=False)
        return self.pick(rows.order_by("-during", "pk"))

    def therapist(self):
        return self.pick(self.clinic.therapists)

    def service(self):
        return Service.objects.get(pk=self.pick([self.clinic.service.pk, self.regular.pk]))

    def start(self):
        """Near enough to one another that many meet."""
        half = self.now.replace(minute=0, second=0, microsecond=0) + HOUR
        return half + self.pick([0, 1, 2, 3, 5, 25, 26, 48, 50, 97]) * HOUR / 2

    def wish(self):
        return holds.Wish(self.service(), self.start(), self.pick([None, *self.clinic.therapists]))

    def spot(self):
        return Spot(
            self.therapist(), self.start() + self.pick([0, 10, 30]) * MINUTE, self.pick([45, 45, 30, 75])
        )

    # clients

    def hold(self):
        client, wish = self.client(), self.wish()
        own = Appointment.objects.filter(client=client, status="tentative", waitlist_offer=None).first()
        person = Person(client=client)
        return client and holds.place(wish=wish, person=person, own=own, by=BY, now=self.now).appointment

    def book(self):
        row = self.visit("tentative")
        if row is None:
            return None
        who = Details(row.client.name, row.client.email)
        return appointments.book(hold=row, person=Person(client=row.client), details=who, by=BY, now=self.now)

    def hold_and_book(self):
        row = self.hold()
        who = Details(row.client.name, row.client.email) if row else None
        person = Person(client=row.client) if row else None
        return row and appointments.book(hold=row, person=person, details=who, by=BY, now=self.now)

    def move(self):
        row = self.visit("booked")
        if row is None:
            return None
        wish = holds.Wish(
            row.service, self.start(), self.pick([None, row.therapist, *self.clinic.therapists])
        )
        return appointments.move(appointment=row, wish=wish, by=BY, now=self.now, seen=row.version)

    def cancel(self):
        row = self.visit("booked")
        if row is None:
            return None
        for_clinic = self.pick([False, True])
        appointments.cancel(appointment=row, by=BY, now=self.now, seen=row.version, for_clinic=for_clinic)
        return row

    def book_series(self):
        client, who, first = self.client(), self.therapist(), self.start()
        if client is None:
            return None
        wishes = [holds.Wish(self.regular, first + n * 7 * DAY, who) for n in range(3)]
        terms = series.Terms(self.regular, who, 1, uuid4())
        return series.book(wishes=wishes, person=Person(client=client), terms=terms, by=BY, now=self.now)

    def end_series(self):
        found = self.pick(Series.objects.filter(ended_at=None).order_by("pk"))
        return found and series.end(series=found, by=BY, now=self.now)

    def ask_to_wait(self):
        client = self.client()
        if client is None:
            return None
        day = (self.now + self.pick([0, 1, 2]) * DAY).date()
        who = self.pick([None, *self.clinic.therapists])
        ask = waitlist.Ask(self.service(), who, day, day + self.pick([0, 1, 5]) * DAY, ALL_PARTS)
        details = Details(client.name, client.email)
        return waitlist.ask(ask=ask, person=Person(client=client), details=details, by=BY, now=self.now)

    def offer(self):
        rows = WaitlistOffer.objects.filter(state="open").select_related("appointment", "entry__client")
        return self.pick(rows.order_by("pk"))

    def take_offer(self):
        found = self.offer()
        return found and waitlist.take(offer=found, by=BY, now=self.now)

    def decline_offer(self):
        found = self.offer()
        return found and (waitlist.decline(offer=found, by=BY, now=self.now) or True)

    def leave_list(self):
        found = self.pick(WaitlistEntry.objects.filter(state="waiting").order_by("pk"))
        return found and (waitlist.leave(entry=found, by=BY, now=self.now) or True)

    # the desk and the clinic

    def book_at_desk(self):
        client, service, spot = self.client(), self.service(), self.spot()
        if client is None:
            return None
        return self.at_the_desk(client, service, spot)

    def at_the_desk(self, client, service, spot):
        order = desk.Order(client, service, spot, uuid4())
        return self.overruling(lambda **over: desk.book(order=order, by=BY, now=self.now, **over))

    def move_at_desk(self):
        row, spot = self.visit("booked"), self.spot()
        if row is None:
            return None
        said = {"appointment": row, "spot": spot, "by": BY, "now": self.now, "seen": row.version}
        return self.overruling(lambda **over: desk.move(**said, **over))

    def overruling(self, act):
        """Refused, it is put there all the same, or not."""
        try:
            return act()
        except desk.InTheWay as refusal:
            if not self.pick([True, True, False]):
                raise
            return act(overbook=refusal.shown)

    def mark(self):
        begun = Appointment.objects.filter(during__startswith__lte=self.now + HOUR, client__isnull=False)
        row = self.pick(
            begun.exclude(status__in=["tentative", "expired", "cancelled"]).order_by("-during", "pk")
        )
        if row is None:
            return None
        event = self.pick([Event.MISS, *sorted(possible(Status(row.status)) & ON_THE_DAY)])
        return attendance.mark(appointment=row, event=event, by=BY, now=self.now)

    def block(self):
        start = self.start()
        span = Interval(start, start + self.pick([1, 3]) * HOUR)
        return desk.block(therapist=self.therapist(), span=span, reason="Away", by=BY, now=self.now)

    def unblock(self):
        off = self.pick(TimeOff.objects.order_by("pk"))
        return off and (desk.unblock(off=off, by=BY, now=self.now) or True)

    def close_clinic(self):
        day = (self.now + self.pick([1, 2, 3]) * DAY).date()
        return closures.close_on({day: "Works"}, by=BY, now=self.now)

    def change_hours(self):
        opens = self.pick([time(0), time(8), time(12)])
        with rota.changing(self.now):
            WorkingHours.objects.filter(therapist=self.therapist()).update(opens=opens)
            ClinicClosure.objects.filter(first_day__gt=self.now.date() + 2 * DAY).delete()
        return True

    def change_service(self):
        with rota.changing(self.now):
            Service.objects.filter(pk=self.service().pk).update(minutes=self.pick([30, 45, 60]))
        return True

    # the clock and the worker

    def wait(self):
        self.now += self.pick(WAITS)
        return True

    def sweep(self):
        return safety.sweep(self.now)

    def tidy(self):
        return overbooked.settle(self.now) + ran_out.tell_ran_out(self.now)

    def remind(self):
        return reminders.send_due(self.now) + reminders.replan(self.now)

    def tell(self):
        return to_call.tell(self.now) + series.tell_ending(self.now)

    def offer_to_waiting(self):
        return waitlist_offers.offer_due(self.now)
