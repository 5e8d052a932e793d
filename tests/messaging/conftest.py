"""Alice is the client of these tests, Bob another one; Thea treats."""

from datetime import UTC, datetime, timedelta

import pytest

from hekas.accounts.models import Client, User
from hekas.messaging.actions import enqueue
from hekas.messaging.channels import sms
from hekas.messaging.terms import Address

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture
def make_client():
    """Makes Alice, in whatever database is spoken with when it is called."""
    return lambda: Client.objects.create(
        name="Alice Demo", email="alice@clients.example", phone="+447700900001"
    )


@pytest.fixture
def alice(make_client):
    return make_client()


@pytest.fixture
def bob():
    return Client.objects.create(name="Bob Demo", email="bob@clients.example", phone="+447700900002")


@pytest.fixture
def thea():
    return User.objects.create_user("thea@clinic.example", name="Thea Demo", role="therapist")


@pytest.fixture
def admin():
    return User.objects.create_user("ada@clinic.example", name="Ada Demo", role="admin")


@pytest.fixture
def outbox():
    """What the memory gateway for texts was given."""
    sms.outbox.clear()
    return sms.outbox


@pytest.fixture
def reminder():
    """Puts a reminder into the outbox: due at noon, worthless an hour later."""

    def put(to, key="appointment:1:reminder:email:1", now=NOON, **changes):
        values = {
            "template": "appointment_reminder",
            "about": "appointment:1",
            "context": {"when": "Tuesday 24 November at 9:15am", "where": "Hekas, 1 Demo Street"},
            "due_at": now,
            "expires_at": now + timedelta(hours=1),
        }
        return enqueue(to=to, dedupe_key=key, now=now, **{**values, **changes})

    return put


@pytest.fixture
def secret(reminder):
    """A letter with a code, which nobody but who asked for it may read."""
    words = {"subject": "Code ABC-123", "body": "Your code is ABC-123."}
    return reminder(Address("new@clients.example"), template="account_email", about="", context=words)
