"""Everybody who ever opens a page of a small clinic, and all that is theirs.

Alice and Bob are clients with the same kinds of things: Amira treats Alice, Dan treats Bob and is a
clinician. Jo runs the clinic. Two have been deactivated. The own words of each carry a word that stands
nowhere else, to be looked for on every page of everybody else.
"""

from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Model
from django.utils import timezone

from bookings.models import Location, Room, Service, WorkingHours
from hekas.accounts.models import Client, Therapist, User
from tests.access import affairs, second_steps
from tests.access.affairs import Affairs

NOBODY, ALICE, BOB, AMIRA, DAN, JO = "nobody", "alice", "bob", "amira", "dan", "jo"
GONE_THERAPIST, GONE_CLIENT = "gone therapist", "gone client"
GONE = (GONE_THERAPIST, GONE_CLIENT)
EVERYBODY = (NOBODY, ALICE, BOB, AMIRA, DAN, JO, *GONE)
PASSWORD = "a long demo password"


@dataclass
class House:
    """The clinic and all who come; `users` by the names above."""

    users: dict[str, User | None]
    services: list[Service]
    alice: Affairs
    bob: Affairs
    now: datetime
    as_built: dict[str, object] = field(default_factory=dict)  # fingerprints of Alice's and Bob's rows

    def of(self, who: str) -> Affairs:
        """A client's own affairs; for everybody else those of Alice, which they try to reach."""
        return self.bob if who == BOB else self.alice


def build() -> House:
    """The whole clinic, by the actions that the site itself uses where there is one."""
    now = timezone.now()
    users = {name: _user(name) for name in (ALICE, BOB, AMIRA, DAN, JO, *GONE)}
    amira, dan = _therapist(users[AMIRA], "Demo Amira"), _therapist(users[DAN], "Demo Dan")
    _therapist(users[GONE_THERAPIST], "Demo Gone", is_bookable=False)
    services = _services([amira, dan])
    alice = affairs.of(_client(users[ALICE], "Alice Demo-Quill", "+447700900101", amira), services, now)
    bob = affairs.of(_client(users[BOB], "Bob Demo-Rook", "+447700900202", dan), services, now)
    gina = _client(users[GONE_CLIENT], "Gina Demo-Swift", "+447700900303", dan)
    affairs.of(gina, services, now, in_days=8)
    User.objects.filter(pk__in=[users[name].pk for name in GONE]).update(is_active=False)
    return House({NOBODY: None, **users}, services, alice, bob, now)


def _user(name: str) -> User:
    role = {JO: "admin", ALICE: "client", BOB: "client", GONE_CLIENT: "client"}.get(name, "therapist")
    email = f"{name.replace(' ', '-')}@people.example"
    said = {"role": role, "is_clinician": name == DAN}
    user = User.objects.create_user(email, PASSWORD, name=name.title(), **said)
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)
    second_steps.give_all(user)
    return user


def _therapist(user: User, name: str, **more: Any) -> Therapist:
    return Therapist.objects.create(user=user, name=name, title="Sports massage therapist", **more)


def _client(user: User, name: str, phone: str, therapist: Therapist) -> Client:
    return Client.objects.create(
        user=user, name=name, email=user.email, phone=phone, home_therapist=therapist
    )


def _services(therapists: list[Therapist]) -> list[Service]:
    """Two kinds of visit, every day from 9am to 5pm, in a room for each therapist."""
    place = Location.objects.create(name="Hekas Demo", address="1 Demo Street", postcode="M1 1AA")
    rooms = [Room.objects.create(location=place, name=f"Room {n}", order=n) for n in (1, 2)]
    services = [_service(kind, therapists, rooms) for kind in ("treatment", "preventive")]
    _hours(therapists, place)
    return services


def _service(kind: str, therapists: list[Therapist], rooms: list[Room]) -> Service:
    lengths = {"minutes": 45, "turnover_minutes": 15, "step_minutes": 30}
    service = Service.objects.create(kind=kind, name="Calf treatment", price_pence=5200, **lengths)
    service.therapists.set(therapists)
    service.rooms.set(rooms)
    return service


def _hours(therapists: list[Therapist], place: Model) -> None:
    WorkingHours.objects.bulk_create(
        WorkingHours(therapist=therapist, location=place, weekday=day, opens=time(9), closes=time(17))
        for therapist in therapists
        for day in range(7)
    )
