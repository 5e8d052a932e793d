"""Whatever people do in whatever order, the diary is that of a simple list of who has which minutes.

Hypothesis invents the orders: hold, confirm, book and move at the desk, cancel, miss, block, and time that
goes by. The list below knows nothing of the code: a visit may stand where nobody who counts is, and nowhere
else.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import combinations
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bookings.actions import appointments, desk, holds
from bookings.actions.appointments import Details
from bookings.actions.desk import Order
from bookings.actions.front_door import SlotTaken
from bookings.actions.holds import Wish
from bookings.models import Appointment, TimeOff
from bookings.queries.desk import Spot
from bookings.scheduling.intervals import Interval
from bookings.scheduling.terms import Event
from tests.bookings.clinic import BY, NOW, TUESDAY, at, cleared_client

pytestmark = pytest.mark.django_db
MINUTE, HOLD_LASTS = timedelta(minutes=1), timedelta(minutes=10)
OPENS, CLOSES = at(TUESDAY, "9:00"), at(TUESDAY, "17:00")
REFUSED = (SlotTaken, holds.NeverOnOffer, desk.InTheWay, appointments.Changed, appointments.HoldExpired)
PLACES = st.integers(0, 17).map(lambda n: OPENS + n * 30 * MINUTE)
STEP = st.tuples(
    st.sampled_from(["hold", "confirm", "desk", "move", "cancel", "miss", "block", "wait"]),
    PLACES,
    st.integers(0, 1),
    st.integers(0, 3),
)


@dataclass
class Visit:
    """What the list knows of one: whose, whom with, when, with turnover, and until when it counts."""

    client: int
    therapist: int
    start: object
    until: object = None  # a hold's end; none for what is booked
    row: Appointment | None = None

    def overlaps(self, other, minutes):
        length = minutes * MINUTE
        return self.start < other.start + length and other.start < self.start + length

    def goes_for(self, span):
        """Whether it is only held and has to go where that time is blocked."""
        inside = self.start < span.end and span.start < self.start + 45 * MINUTE
        return self.until is not None and inside


@dataclass
class Model:
    """Two therapists, two rooms, four clients, one Tuesday."""

    now: object = NOW
    visits: list[Visit] = field(default_factory=list)
    off: list[tuple[int, object]] = field(default_factory=list)

    def alive(self):
        return [v for v in self.visits if v.until is None or v.until > self.now]

    def fits(self, new, but=None):
        """Inside the hours, clear of time off, of the therapist's visits and of the client's own."""
        others = [v for v in self.alive() if v is not but]
        inside = new.start >= OPENS and new.start + 60 * MINUTE <= CLOSES
        away = any(
            t == new.therapist and new.start < s + 60 * MINUTE and s < new.start + 60 * MINUTE
            for t, s in self.off
        )
        busy = any(v.therapist == new.therapist and v.overlaps(new, 60) for v in others)
        elsewhere = any(v.client == new.client and v.overlaps(new, 45) for v in others)
        return inside and not away and not busy and not elsewhere


class World:
    """The same steps on the real thing; it and the list have to agree on what was possible."""

    def __init__(self, clinic):
        self.clinic, self.model = clinic, Model()
        self.people = [cleared_client(f"Demo Client{n}") for n in range(4)]

    def tried(self, act):
        try:
            with transaction.atomic():
                return act()
        except REFUSED:
            return None

    def hold(self, start, who, client):
        new = Visit(client, who, start, self.model.now + HOLD_LASTS)
        wish = Wish(self.clinic.service, start, self.clinic.therapists[who])
        placed = self.tried(
            lambda: holds.place(wish=wish, person=self.people[client], own=None, by=BY, now=self.model.now)
        )
        self.keep(new, placed.appointment if placed else None)

    def desk(self, start, who, client):
        spot = Spot(self.clinic.therapists[who], start, 45)
        order = Order(self.people[client].client, self.clinic.service, spot, uuid4())
        booked = self.tried(lambda: desk.book(order=order, by=BY, now=self.model.now))
        self.keep(Visit(client, who, start), booked)

    def keep(self, new, row):
        assert (row is not None) == self.model.fits(new)
        if row is not None:
            new.row = row
            self.model.visits.append(new)

    def confirm(self, start, who, client):
        held = next((v for v in self.model.visits if v.until is not None and v.client == client), None)
        if held is None:
            return
        person = self.people[client]
        fresh, details = (
            Appointment.objects.get(pk=held.row.pk),
            Details(person.client.name, person.client.email),
        )
        booked = self.tried(
            lambda: appointments.book(hold=fresh, person=person, details=details, by=BY, now=self.model.now)
        )
        assert (booked is not None) == (held.until > self.model.now)
        self.model.visits.remove(held)
        if booked is not None:
            self.model.visits.append(Visit(client, held.therapist, held.start, None, booked))

    def booked(self, client):
        return next((v for v in self.model.visits if v.until is None and v.client == client), None)

    def move(self, start, who, client):
        old = self.booked(client)
        if old is None:
            return
        fresh = Appointment.objects.get(pk=old.row.pk)
        spot = Spot(self.clinic.therapists[who], start, 45)
        moved = self.tried(
            lambda: desk.move(appointment=fresh, spot=spot, by=BY, now=self.model.now, seen=fresh.version)
        )
        new = Visit(client, who, start, None, old.row)
        assert (moved is not None) == self.model.fits(new, but=old)
        if moved is not None:
            self.model.visits[self.model.visits.index(old)] = new

    def cancel(self, start, who, client):
        self.end(
            client,
            lambda row: appointments.cancel(
                appointment=row, by=BY, now=self.model.now, seen=row.version, for_clinic=True
            ),
        )

    def miss(self, start, who, client):
        self.end(
            client,
            lambda row: appointments.mark(appointment=row, event=Event.MISS, by=BY, now=self.model.now),
        )

    def end(self, client, act):
        old = self.booked(client)
        if old is not None:
            act(Appointment.objects.get(pk=old.row.pk))
            self.model.visits.remove(old)

    def block(self, start, who, client):
        span = Interval(start, start + 60 * MINUTE)
        desk.block(therapist=self.clinic.therapists[who], span=span, reason="Away", by=BY, now=self.model.now)
        self.model.off.append((who, start))
        self.model.visits = [v for v in self.model.visits if not (v.therapist == who and v.goes_for(span))]

    def wait(self, start, who, client):
        self.model.now += 6 * MINUTE

    def check_diary(self):
        """What the database holds is what the list holds, and nothing lies over anything."""
        rows = list(Appointment.objects.taking(self.model.now))
        wanted = sorted((v.start, self.clinic.therapists[v.therapist].pk) for v in self.model.alive())
        assert sorted((row.starts_at, row.therapist_id) for row in rows) == wanted
        for a, b in combinations(rows, 2):
            if a.therapist_id == b.therapist_id or a.room_id == b.room_id:
                assert not (a.busy.lower < b.busy.upper and b.busy.lower < a.busy.upper)
        assert TimeOff.objects.count() == len(self.model.off)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, min_size=8, max_size=25))
def test_whatever_is_done_the_diary_is_that_of_a_simple_list(clinic, steps):
    with transaction.atomic():
        world = World(clinic)
        for name, start, who, client in steps:
            getattr(world, name)(start, who, client)
            world.check_diary()
        transaction.set_rollback(True)
