"""A diary as a simple list of who has which minutes, and the same steps on the real thing.

The list knows nothing of the code: a visit may stand where nobody who counts is, and nowhere else. Which of
the free rooms it got is read from the visit: any will do, but nobody is moved from one to another, so two
rooms that are free by halves seat nobody. Which door a step goes through (actions, a program's calls, the
desk's pages, Django's admin) is `doors.py`.
"""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import combinations, count

from django.db import transaction

from bookings.actions import appointments, attendance, desk, holds
from bookings.actions.front_door import SlotTaken
from bookings.models import Appointment, TimeOff
from bookings.scheduling.intervals import Interval
from bookings.scheduling.terms import Event
from tests.bookings.clinic import BY, NOW, TUESDAY, at, cleared_client

MINUTE, HOLD_LASTS, CUT_OFF = timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=24)
OPENS, CLOSES = at(TUESDAY, "9:00"), at(TUESDAY, "17:00")
REFUSED = (SlotTaken, holds.NeverOnOffer, desk.InTheWay, appointments.Changed, appointments.HoldExpired)
ACTS = ("hold", "confirm", "desk", "move", "cancel", "miss", "block", "wait")


@dataclass
class Visit:
    """What the list knows of one: whose, whom with, when, with turnover, and until when it counts.

    `asked_by` goes on with it; `client` is whose time it takes. What a program holds is nobody's: it makes a
    new client of whoever it books for.
    """

    asked_by: int
    client: int
    therapist: int
    start: object
    room: int = 0
    until: object = None  # a hold's end; none for what is booked
    row: Appointment | None = None
    token: str = ""

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

    rooms: list[int]
    now: object = NOW
    visits: list[Visit] = field(default_factory=list)
    off: list[tuple[int, object]] = field(default_factory=list)

    def alive(self):
        return [v for v in self.visits if v.until is None or v.until > self.now]

    def fits(self, new, but=None):
        """Inside the hours, clear of time off and of the visits of therapist and client, and in one room."""
        others = [v for v in self.alive() if v is not but]
        inside = new.start >= OPENS and new.start + 60 * MINUTE <= CLOSES
        away = any(
            t == new.therapist and new.start < s + 60 * MINUTE and s < new.start + 60 * MINUTE
            for t, s in self.off
        )
        busy = any(v.therapist == new.therapist and v.overlaps(new, 60) for v in others)
        elsewhere = any(v.client == new.client and v.overlaps(new, 45) for v in others)
        return inside and not away and not busy and not elsewhere and bool(self.rooms_for(new, others))

    def rooms_for(self, new, others):
        """Those that are free from its beginning to the end of its turnover."""
        return set(self.rooms) - {v.room for v in others if v.overlaps(new, 60)}

    def first(self, who, *, held):
        """The oldest hold, or the oldest visit, that this one of the four goes on with."""
        return next((v for v in self.visits if v.asked_by == who and (v.until is not None) == held), None)


class World:
    """It and the list have to agree on what was possible. `doors`: act → those that it may go through."""

    def __init__(self, clinic, doors):
        self.clinic, self.model = clinic, Model([room.pk for room in clinic.rooms])
        self.doors = doors(self)
        self.people = [cleared_client(f"Demo Client{n}") for n in range(4)]
        self.strangers = count(100)
        self.refused = 0

    def do(self, act, start, who, client, door):
        """One step; the list says whether it had to be possible."""
        getattr(self, act)(Visit(client, client, who, start), self.doors.of(act, door))

    def tried(self, act):
        try:
            with transaction.atomic():
                return act()
        except REFUSED:
            self.refused += 1
            return None

    def therapist(self, visit):
        return self.clinic.therapists[visit.therapist]

    def hold(self, new, door):
        if door.is_a_program:
            new.client = next(self.strangers)
        new.until = self.model.now + HOLD_LASTS
        self.keep(new, self.tried(lambda: door.hold(new)))

    def desk(self, new, door):
        self.keep(new, self.tried(lambda: door.desk(new)))

    def keep(self, new, row):
        assert (row is not None) == self.model.fits(new)
        if row is not None:
            new.row, new.room = row, row.room_id
            self.model.visits.append(new)

    def confirm(self, wish, door):
        held = self.model.first(wish.asked_by, held=True)
        if held is None:
            return
        booked = self.tried(lambda: (self.doors.program if held.token else self.doors.actions).confirm(held))
        assert (booked is not None) == (held.until > self.model.now)
        self.model.visits.remove(held)
        if booked is not None:
            self.model.visits.append(replace(held, until=None, row=booked))

    def move(self, wish, door):
        old = self.model.first(wish.asked_by, held=False)
        if old is None:
            return
        new = replace(old, therapist=wish.therapist, start=wish.start)
        moved = self.tried(lambda: door.move(old, new))
        stays = (new.therapist, new.start) == (old.therapist, old.start)
        may = stays or self.model.fits(new, but=old)
        assert (moved is not None) == (may and self.in_time(old, door))
        if moved is not None:
            new.room = Appointment.objects.get(pk=old.row.pk).room_id
            self.model.visits[self.model.visits.index(old)] = new

    def in_time(self, visit, door):
        """The clinic has no cut-off; a program has its client's."""
        return not door.is_a_program or self.model.now <= visit.start - CUT_OFF

    def cancel(self, wish, door):
        old = self.model.first(wish.asked_by, held=False)
        if old is not None:
            gone = self.tried(lambda: door.cancel(old))
            assert (gone is not None) == self.in_time(old, door)
            self.model.visits = [v for v in self.model.visits if v is not old or gone is None]

    def miss(self, wish, door):
        old = self.model.first(wish.asked_by, held=False)
        if old is not None:
            row = Appointment.objects.get(pk=old.row.pk)
            begins = max(self.model.now, old.start)  # nobody misses a visit that is still ahead
            attendance.mark(appointment=row, event=Event.MISS, by=BY, now=begins)
            self.model.visits.remove(old)

    def block(self, wish, door):
        span = Interval(wish.start, wish.start + 60 * MINUTE)
        door.block(wish, span)
        self.model.off.append((wish.therapist, wish.start))
        there = [v for v in self.model.visits if v.therapist == wish.therapist and v.goes_for(span)]
        self.model.visits = [v for v in self.model.visits if v not in there]

    def wait(self, wish, door):
        self.model.now += 6 * MINUTE

    def check_diary(self):
        """What the database holds is what the list holds, and nothing lies over anything."""
        rows = list(Appointment.objects.taking(self.model.now))
        wanted = sorted((v.start, self.therapist(v).pk, v.room) for v in self.model.alive())
        assert sorted((row.starts_at, row.therapist_id, row.room_id) for row in rows) == wanted
        for a, b in combinations(rows, 2):
            if a.therapist_id == b.therapist_id or a.room_id == b.room_id:
                assert not (a.busy.lower < b.busy.upper and b.busy.lower < a.busy.upper)
        off = set(TimeOff.objects.values_list("therapist_id", "during"))  # the desk's second press is none
        assert len(off) == len(set(self.model.off))
