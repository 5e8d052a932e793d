"""A few words to a client: kept for the account, told by a letter that says nothing of them."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from hekas.accounts.models import Client, Therapist, User
from hekas.audit.actors import Actor
from hekas.audit.models import AuditEvent
from hekas.messaging.actions import writing
from hekas.messaging.models import OutboundMessage, WrittenMessage
from hekas.messaging.sending import delivery
from tests.messaging.conftest import NOON

pytestmark = pytest.mark.django_db
BY = Actor("user", "thea", "Thea Demo")
WORDS = "Your left calf: no running this week."


@pytest.fixture
def alice(alice):
    alice.user = User.objects.create_user("alice@clients.example")
    alice.save()
    return alice


@pytest.fixture
def therapist(thea):
    return Therapist.objects.create(user=thea, name="Thea Demo")


def write(alice, therapist, text=WORDS, now=NOON):
    return writing.write(alice, text=text, author=therapist.user, therapist=therapist, by=BY, now=now)


def letters():
    return OutboundMessage.objects.filter(template="message_waiting")


def test_it_is_kept_and_a_letter_says_that_it_is_there_and_nothing_of_it(alice, therapist):
    row = write(alice, therapist)
    delivery.drain(clock=lambda: NOON, until=NOON + timedelta(minutes=1))
    letter = letters().get()
    assert (row.client, row.text, row.sender, row.read_at) == (alice, WORDS, "Thea Demo", None)
    assert (letter.state, letter.address, letter.channel) == ("sent", alice.email, "email")
    told = f"{letter.sent_subject} {letter.sent_text} {dict(letter.context)}"
    assert not [word for word in ("calf", "running", "Thea") if word in told]
    event = AuditEvent.objects.get(action="message.written")
    assert (event.subject_uuid, event.actor_label, event.detail) == (
        alice.uuid,
        "Thea Demo",
        {"message": str(row.uuid)},
    )


@pytest.mark.parametrize("lost", ["account", "closed", "address"])
def test_who_could_not_read_it_is_written_nothing(alice, therapist, lost):
    if lost == "account":
        Client.objects.filter(pk=alice.pk).update(user=None)
    elif lost == "closed":
        User.objects.filter(pk=alice.user_id).update(is_active=False)
    else:
        Client.objects.filter(pk=alice.pk).update(email="")
    with pytest.raises(writing.NobodyToRead):
        write(alice, therapist)
    assert not WrittenMessage.objects.exists() and not letters().exists()


def test_pressed_twice_it_is_one_message_and_one_letter(alice, therapist):
    first = write(alice, therapist)
    assert write(alice, therapist, now=NOON + timedelta(minutes=9)) == first
    assert letters().count() == 1
    assert write(alice, therapist, now=NOON + timedelta(minutes=11)) != first


def test_the_same_words_of_two_people_are_two_messages(alice, therapist, admin):
    write(alice, therapist)
    row = writing.write(alice, text=WORDS, author=admin, therapist=None, by=BY, now=NOON)
    assert (WrittenMessage.objects.count(), row.sender) == (2, "The desk")


def test_ten_in_a_day_to_one_client_and_no_more(alice, therapist):
    for number in range(writing.MOST_TO_ONE):
        write(alice, therapist, f"Words {number}")
    with pytest.raises(writing.TooMany, match="10 messages in the last 24 hours"):
        write(alice, therapist, "One more")
    write(alice, therapist, "The next day", now=NOON + timedelta(days=1))


def test_thirty_an_hour_by_one_person_and_no_more(alice, therapist, bob):
    bob.user = User.objects.create_user("bob@clients.example")
    bob.save()
    said = {"client": bob, "author": therapist.user, "therapist": therapist, "written_at": NOON}
    WrittenMessage.objects.bulk_create(WrittenMessage(text=str(n), **said) for n in range(30))
    with pytest.raises(writing.TooMany, match="last hour"):
        write(alice, therapist)
    write(alice, therapist, now=NOON + timedelta(hours=1))


def test_reading_is_written_down_once_and_takes_back_the_letter_that_waits(alice, therapist):
    row = write(alice, therapist)
    assert writing.note_read(alice, [row.uuid], now=NOON) == 1
    row.refresh_from_db()
    assert row.read_at == NOON
    assert (letters().get().state, letters().get().dropped_because) == ("dropped", "They have read it.")
    assert writing.note_read(alice, [row.uuid], now=NOON + timedelta(hours=1)) == 0
    row.refresh_from_db()
    assert row.read_at == NOON


def test_neither_what_came_meanwhile_nor_what_is_somebody_elses_is_read(alice, bob, therapist):
    first, second = write(alice, therapist), write(alice, therapist, "Came meanwhile")
    assert writing.note_read(bob, [first.uuid], now=NOON) == 0
    assert writing.note_read(alice, [first.uuid], now=NOON) == 1
    second.refresh_from_db()
    assert second.read_at is None


def test_the_database_keeps_no_empty_message_and_none_read_before_it_was_written(alice, therapist):
    said = {"client": alice, "author": therapist.user, "written_at": NOON}
    for wrong in ({"text": ""}, {"text": "x", "read_at": NOON - timedelta(seconds=1)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            WrittenMessage.objects.create(**said, **wrong)
