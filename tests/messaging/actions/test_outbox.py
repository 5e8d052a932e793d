"""Into the outbox once, and out of it again in time."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from hekas.messaging.actions import enqueue, void
from hekas.messaging.catalogue import ContextIncomplete, UnknownKind
from hekas.messaging.models import OutboundMessage
from hekas.messaging.terms import Address, State
from tests.messaging.conftest import NOON

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_a_message_waits_for_its_time(alice, reminder):
    message = reminder(alice, due_at=NOON + timedelta(minutes=5))
    assert message.state == State.QUEUED
    assert message.next_attempt_at == message.due_at
    assert message.address == ""


def test_the_same_key_twice_is_one_message(alice, reminder):
    """HC-46: a cancellation was mailed twice."""
    first, second = reminder(alice), reminder(alice)
    assert second is None
    assert list(OutboundMessage.objects.all()) == [first]


def test_the_same_key_leaves_the_callers_transaction_whole(alice, reminder):
    reminder(alice)
    with transaction.atomic():
        assert reminder(alice) is None
        reminder(alice, key="another")
    assert OutboundMessage.objects.count() == 2


def test_a_rolled_back_action_leaves_no_message(alice, reminder):
    with pytest.raises(RuntimeError), transaction.atomic():
        reminder(alice)
        raise RuntimeError
    assert not OutboundMessage.objects.exists()


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"template": "no_such_kind"}, UnknownKind),
        ({"context": {"when": "Tuesday"}}, ContextIncomplete),
        ({"context": {"when": "Tuesday", "where": ""}}, ContextIncomplete),
        ({"context": {"when": "Tuesday", "where": "Here", "price": 5200}}, TypeError),
        ({"channel": "pigeon"}, ValueError),
        ({"expires_at": None}, ValueError),
        ({"template": "plan_ready", "context": {"plan_url": "https://x"}, "channel": "sms"}, ValueError),
        ({"attachments": [{"name": "a.ics"}]}, TypeError),
    ],
)
def test_what_would_fail_at_sending_fails_at_writing(alice, reminder, changes, fault):
    with pytest.raises(fault):
        reminder(alice, **changes)


def test_a_text_goes_to_a_client_only(thea, reminder):
    with pytest.raises(IntegrityError, match="a_text_message_goes_to_a_client"):
        reminder(thea, channel="sms")


def test_a_message_expires_after_it_is_due(alice, reminder):
    with pytest.raises(IntegrityError, match="a_message_expires_after_it_is_due"):
        reminder(alice, expires_at=NOON)


def test_an_account_letter_goes_to_an_address_that_nobody_has(reminder):
    message = enqueue(
        template="account_email",
        to=Address("new@clients.example"),
        dedupe_key="account:1",
        about="account",
        context={"subject": "Your code", "body": "123456"},
        due_at=NOON,
        expires_at=NOON + HOUR,
        now=NOON,
    )
    assert (message.given_address, message.client, message.user) == ("new@clients.example", None, None)


def test_void_drops_what_waits_and_says_why(alice, reminder):
    """HC-42: a reminder came after the cancellation."""
    message = reminder(alice)
    assert void(about="appointment:1", because="The appointment was cancelled.", now=NOON) == 1
    message.refresh_from_db()
    assert (message.state, message.dropped_because) == (State.DROPPED, "The appointment was cancelled.")


def test_void_takes_only_what_it_is_asked_to(alice, reminder):
    kept = [reminder(alice, key="2", about="appointment:2"), reminder(alice, key="3")]
    assert void(about="appointment:1", because="x", now=NOON, templates=["appointment_confirmed"]) == 0
    assert {m.state for m in OutboundMessage.objects.filter(pk__in=[k.pk for k in kept])} == {State.QUEUED}


def test_void_marks_what_is_out_as_overtaken(alice, reminder):
    message = reminder(alice)
    OutboundMessage.objects.update(state=State.SENT, sent_at=NOON, address="a@b.example")
    assert void(about="appointment:1", because="x", now=NOON) == 0
    message.refresh_from_db()
    assert (message.state, message.overtaken_at) == (State.SENT, NOON)


def test_void_gives_the_caller_its_lock_timeout_back(alice, reminder):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '3s'")
        void(about="appointment:1", because="x", now=NOON)
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("3s",)
