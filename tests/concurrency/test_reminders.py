"""However many beats wake at once, a visit is reminded of once, and not after it was cancelled."""

from datetime import timedelta

import pytest

from bookings.actions import appointments, reminders
from bookings.models import Appointment
from hekas.messaging.models import OutboundMessage
from tests.bookings.clinic import BY, NOW, TEN
from tests.concurrency.race import race
from tests.concurrency.test_changes import book

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
START = TEN + timedelta(days=2)


def reminded():
    return OutboundMessage.objects.filter(template="appointment_reminder")


def test_four_beats_at_once_remind_once(clinic):
    for n in range(3):
        book(clinic, START + n * timedelta(hours=1), f"Demo C{n}")
    sent = race(*(lambda: reminders.send_due(START - timedelta(hours=20)) for _ in range(4)))
    assert sum(sent) == 3
    assert reminded().count() == 3


def test_a_cancellation_against_its_reminder(clinic):
    booked = book(clinic, START)
    fresh = Appointment.objects.get(pk=booked.pk)
    outcomes = race(
        lambda: reminders.send_due(START - timedelta(hours=24)),
        lambda: appointments.cancel(appointment=fresh, by=BY, now=NOW, seen=1),
    )
    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert not reminded().exclude(state="dropped").exists()
