"""The ways into the diary that the machine goes through: each answers the visit's row, or None if refused."""

from uuid import uuid4

import time_machine
from django.core.cache import cache
from django.test import Client as Browser
from django.utils import timezone

from bookings.actions import appointments, desk, holds
from bookings.actions.desk import Order
from bookings.actions.details import Details
from bookings.actions.holds import Wish
from bookings.models import Appointment
from bookings.queries.desk import Spot
from hekas.accounts.models import User
from hekas.api.terms import Scope
from tests.api.conftest import Program, healthy, make_key
from tests.bookings.clinic import BY, NOW

JO = "jo.machine@demo.example"


class Door:
    """One way in, to one world."""

    is_a_program = False

    def __init__(self, world):
        self.world = world

    @property
    def now(self):
        return self.world.model.now

    def row(self, visit):
        return Appointment.objects.get(pk=visit.row.pk)

    def at_its_time(self, act):
        cache.clear()  # nobody is slowed down here for asking often
        with time_machine.travel(self.now, tick=False):
            return act()


class Actions(Door):
    """What all others call in the end."""

    def wish(self, visit):
        return Wish(self.world.clinic.service, visit.start, self.world.therapist(visit))

    def person(self, visit):
        return self.world.people[visit.asked_by]

    def hold(self, new):
        own = {"person": self.person(new), "own": None}
        return holds.place(wish=self.wish(new), **own, by=BY, now=self.now).appointment

    def confirm(self, held):
        person = self.person(held)
        details = Details(person.client.name, person.client.email)
        return appointments.book(hold=self.row(held), person=person, details=details, by=BY, now=self.now)

    def desk(self, new):
        spot = Spot(self.world.therapist(new), new.start, 45)
        order = Order(self.person(new).client, self.world.clinic.service, spot, uuid4())
        return desk.book(order=order, by=BY, now=self.now)

    def move(self, old, new):
        row, spot = self.row(old), Spot(self.world.therapist(new), new.start, 45)
        return desk.move(appointment=row, spot=spot, by=BY, now=self.now, seen=row.version)

    def cancel(self, old):
        row = self.row(old)
        appointments.cancel(appointment=row, by=BY, now=self.now, seen=row.version, for_clinic=True)
        return row

    def block(self, wish, span):
        who = self.world.therapist(wish)
        desk.block(therapist=who, span=span, reason="Away", by=BY, now=self.now)


class Calls(Door):
    """A program with a key. Whoever it books for is somebody new."""

    is_a_program = True

    def __init__(self, world):
        super().__init__(world)
        with time_machine.travel(NOW, tick=False):
            self.program = Program(make_key(Scope.BOOKINGS_WRITE))

    def told(self, answer, good):
        if answer.status_code != good:
            self.world.refused += 1
            assert answer.status_code in (409, 422), answer.content
            return None
        return answer.json()

    def hold(self, new):
        where = {"start": new.start, "therapist": self.world.therapist(new)}
        told = self.told(self.at_its_time(lambda: self.program.hold(self.world.clinic, **where)), 201)
        if told is None:
            return None
        new.token = told["token"]
        return Appointment.objects.get(uuid=told["id"])

    def confirm(self, held):
        who = {"name": f"Demo Stranger{held.client}", "email": f"stranger{held.client}@demo.example"}
        given = {"id": str(held.row.uuid), "token": held.token}
        answer = self.at_its_time(lambda: self.program.book(given, healthy(), client=who))
        return held.row if self.told(answer, 201) else None

    def change(self, old, how, body):
        path = f"/appointments/{old.row.uuid}/{how}"
        return old.row if self.told(self.at_its_time(lambda: self.program.post(path, body)), 200) else None

    def move(self, old, new):
        therapist = str(self.world.therapist(new).uuid)
        return self.change(old, "reschedule", {"start": new.start.isoformat(), "therapist": therapist})

    def cancel(self, old):
        return self.change(old, "cancel", {})


class Pages(Door):
    """An admin at the board, and in the settings for what is only there."""

    def __init__(self, world):
        super().__init__(world)
        self.browser = Browser()
        with time_machine.travel(NOW, tick=False):
            jo = User.objects.create_user(JO, "x", role="admin")
            self.browser.force_login(jo)

    def post(self, path, said):
        """Whoever left the board for half an hour is signed out, signs in and does it again."""
        answer = self.browser.post(path, said)
        if answer.status_code == 302 and "login" in answer.url:
            self.browser.force_login(User.objects.get(email=JO))
            answer = self.browser.post(path, said)
        return answer

    def send(self, path, said):
        answer = self.at_its_time(lambda: self.post(path, said))
        assert answer.status_code in (302, 409), (answer.status_code, answer.content)
        self.world.refused += answer.status_code == 409
        return answer.status_code == 302

    def spot(self, visit):
        local = timezone.localtime(visit.start)
        day = {"day": local.date().isoformat(), "at": f"{local:%H:%M}", "minutes": "45"}
        return {"therapist": str(self.world.therapist(visit).uuid), **day}

    def desk(self, new):
        client, key = self.world.people[new.asked_by].client, uuid4()
        known = {"client": str(client.uuid), "service": str(self.world.clinic.service.uuid), "key": str(key)}
        booked = self.send("/bookings/desk/book/", {**known, **self.spot(new)})
        return Appointment.objects.get(idempotency_key=key) if booked else None

    def move(self, old, new):
        said = {**self.spot(new), "version": self.row(old).version}
        return old.row if self.send(f"/bookings/desk/{old.row.uuid}/move/", said) else None

    def block(self, wish, span):
        said = self.spot(wish)
        ends = timezone.localtime(span.end)
        said |= {"since": said["at"], "until": f"{ends:%H:%M}", "reason": "Away"}
        assert self.send("/bookings/desk/block/", said)


class Settings(Pages):
    """Django's admin, where a therapist's time off is a row like any other."""

    def block(self, wish, span):
        ends = [timezone.localtime(end) for end in (span.start, span.end)]
        said = {"therapist": self.world.therapist(wish).pk, "reason": "Away"}
        for name, end in zip(("since", "until"), ends, strict=True):
            said |= {f"{name}_0": f"{end:%Y-%m-%d}", f"{name}_1": f"{end:%H:%M:%S}"}
        assert self.send("/admin/bookings/timeoff/add/", said)


class Doors:
    """Every act with the doors that it can go through; `door` of a step chooses one of them."""

    def __init__(self, world):
        self.actions, self.program, pages = Actions(world), Calls(world), Pages(world)
        settings = Settings.__new__(Settings)
        settings.world, settings.browser = world, pages.browser
        self.ways = {
            "hold": (self.actions, self.program),
            "desk": (self.actions, pages),
            "move": (self.actions, self.program, pages),
            "cancel": (self.actions, self.program),
            "block": (self.actions, pages, settings),
        }

    def of(self, act, door):
        ways = self.ways.get(act, (self.actions,))
        return ways[door % len(ways)]
