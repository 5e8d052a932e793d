"""What hung is found by its state and treated by its channel."""

from datetime import timedelta

import pytest

from hekas.messaging.models import DeliveryAttempt, OutboundMessage
from hekas.messaging.sending import delivery, policy, sweeper
from hekas.messaging.terms import State
from tests.messaging.conftest import NOON

pytestmark = pytest.mark.django_db
LATER = NOON + policy.LEASE + timedelta(seconds=1)


def hang(message, at=LATER):
    """Claim it, and let the one who claimed it die."""
    delivery.claim(now=NOON)
    ends = sweeper.sweep(now=at)
    message.refresh_from_db()
    return dict(ends)


def test_a_lease_that_still_runs_is_left_alone(alice, reminder):
    message = reminder(alice)
    assert hang(message, at=NOON + policy.LEASE) == {}
    assert message.state == State.SENDING


def test_a_letter_is_tried_again_and_shown_to_staff(alice, reminder):
    message = reminder(alice)
    assert hang(message) == {"queued": 1}
    assert (message.in_doubt, message.next_attempt_at) == (True, LATER + policy.back_off(1))
    assert list(OutboundMessage.objects.needing_a_person()) == [message]


def test_a_text_is_never_sent_again_blindly(settings, alice, reminder):
    settings.SMS_URL = "https://sms.example/texts"
    message = reminder(alice, channel="sms")
    assert hang(message) == {"failed": 1}
    assert (message.in_doubt, message.token) == (True, None)


@pytest.mark.parametrize("option", ["keys=yes", "ask=yes"])
def test_a_text_is_sent_again_where_the_provider_knows_our_key(settings, alice, reminder, option):
    settings.SMS_URL = f"https://sms.example/texts?{option}"
    message = reminder(alice, channel="sms")
    assert hang(message) == {"queued": 1}
    assert not message.in_doubt


def test_what_hung_until_it_lost_its_worth_is_for_a_person_to_see(alice, reminder):
    message = reminder(alice)
    assert hang(message, at=NOON + timedelta(hours=2)) == {"failed": 1}
    assert message.error.startswith("No time for another try")


def test_the_try_that_hung_is_written_down(alice, reminder):
    hang(reminder(alice))
    assert DeliveryAttempt.objects.get().result == "hung"


def test_whoever_comes_back_from_the_dead_finds_the_row_taken(alice, reminder):
    """A worker that was frozen beyond its lease, before it held the row."""
    message = reminder(alice)
    frozen = delivery.claim(now=NOON)
    sweeper.sweep(now=LATER)
    again = delivery.claim(now=LATER + policy.back_off(1))
    assert delivery.deliver(frozen, clock=lambda: LATER, carriers={}).end == "taken back"
    message.refresh_from_db()
    assert (message.state, message.token, message.attempts) == (State.SENDING, again, 2)
