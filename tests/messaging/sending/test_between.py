"""What changes between the claim of a message and its sending: what holds at the moment of sending counts."""

import pytest
from django.core import mail

from hekas.accounts.models import Consent
from hekas.audit.actors import SYSTEM
from hekas.messaging import channels
from hekas.messaging.actions import void
from hekas.messaging.models import OutboundMessage
from hekas.messaging.sending import delivery
from hekas.messaging.terms import State
from hekas.messaging.wishes import TEXTS
from hekas.privacy.actions import erasure
from tests.messaging.conftest import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def memory(settings, outbox):
    settings.SMS_URL = "memory://"


def test_taken_back_between_claim_and_sending(alice, reminder):
    """HC-42: the cancellation wins as long as nothing is on the wire."""
    reminder(alice)
    token = delivery.claim(now=NOON)
    void(about="appointment:1", because="Cancelled.", now=NOON)
    assert delivery.deliver(token, clock=lambda: NOON, carriers={}).end == "taken back"
    assert mail.outbox == []


def between(reminder, to, act, **values):
    """What comes of a message that was claimed, then `act`, then delivered."""
    message = reminder(to, **values)
    token = delivery.claim(now=NOON)
    act()
    with channels.opened() as carriers:
        end = delivery.deliver(token, clock=lambda: NOON, carriers=carriers).end
    return end, OutboundMessage.objects.filter(pk=message.pk).first()


def test_the_address_changed_between_claim_and_sending(alice, reminder):
    end, message = between(reminder, alice, lambda: type(alice).objects.update(email="new@clients.example"))
    assert (end, message.address) == (State.SENT, "new@clients.example")
    assert [letter.to for letter in mail.outbox] == [["new@clients.example"]]


def test_a_no_between_claim_and_sending_counts(alice, reminder, outbox):
    def say_no():
        Consent.objects.create(client=alice, kind=TEXTS, given=False, wording_version="1", at=NOON)

    assert between(reminder, alice, say_no, channel="sms")[0] == State.DROPPED
    assert outbox == []


def test_erased_between_claim_and_sending(alice, reminder, settings, tmp_path):
    """By the clinic's own way of forgetting somebody."""
    settings.TOMBSTONES = str(tmp_path / "tombstones")
    end, message = between(reminder, alice, lambda: erasure.erase(alice, by=SYSTEM, now=NOON))
    assert end in ("taken back", State.DROPPED, State.FAILED)
    assert mail.outbox == []
    assert message is None or message.state in (State.DROPPED, State.FAILED)
