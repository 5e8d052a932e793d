"""Hekas over its pages: clients who are signed in and have answered, as the peer's clients are."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import count, islice
from urllib.parse import urlencode
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.cached_db import SessionStore
from django.db import transaction

from assessments.actions import documents
from assessments.queries.clearances import advice_for
from benchmarks import own
from benchmarks.callers import call
from hekas.accounts.models import Client, User
from hekas.audit.actors import SYSTEM

FORGERY = "b" * 32  # the token of the forms


@dataclass(frozen=True)
class Visitor:
    """A browser with a session: what it holds and confirms is its client's."""

    port: int
    session: str

    def book(self, slot: tuple[str, str, str]) -> str:
        """Hold and confirm by two forms; the word for how it ended."""
        service, start, therapist = slot
        held = self._post("/bookings/hold/", service=service, start=start, therapist=therapist)
        if held[0] != 302:
            return f"hold {held[0]}"
        status, place = self._post(held[1].replace("/details/", "/confirm/"))
        return "booked" if status == 302 and place.endswith("/confirmed/") else f"confirm {status}"

    def _post(self, path: str, **fields: str) -> tuple[int, str]:
        cookies = f"{settings.SESSION_COOKIE_NAME}={self.session}; {settings.CSRF_COOKIE_NAME}={FORGERY}"
        headers = {
            "Cookie": cookies,
            "Content-Type": "application/x-www-form-urlencoded",
            "X-CSRFToken": FORGERY,
        }
        reply = call(self.port, "POST", path, urlencode(fields), headers)
        return reply.status, reply.headers.get("Location", "")


@transaction.atomic
def visitors(port: int, number: int, now: datetime) -> list[Visitor]:
    """So many clients of the bench, each with an account, answers that close no gate, and a session."""
    return [Visitor(port, _signed_in(user)) for user in islice(accounts(now), number)]


def accounts(now: datetime) -> Iterator[User]:
    """Accounts of clients who have answered and may book, one after the other without end."""
    return (_answered(phone, now) for phone in _free_numbers())


def _free_numbers() -> Iterator[str]:
    """Numbers that nobody has: a stop under a number of the demo would hold whoever shares it."""
    taken = {str(phone) for phone in Client.objects.values_list("phone", flat=True)}
    return (phone for number in count() if (phone := f"+4477009{99_999 - number:05d}") not in taken)


def _answered(phone: str, now: datetime) -> User:
    address = f"{uuid4().hex}@demo.example"
    user = User.objects.create(email=address, name="Sam Demo")
    client = Client.objects.create(user=user, name=user.name, email=address, phone=phone)
    documents.hand_in(own.answers(), client=client, by=SYSTEM, now=now)
    if not advice_for(now=now, client=client).may_book:
        raise AssertionError("a client of the bench may not book: nothing would be measured")
    return user


def _signed_in(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session.save()
    return str(session.session_key)
