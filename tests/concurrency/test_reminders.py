"""However many beats wake at once, a visit is reminded of once, and not after it was cancelled."""

from datetime import timedelta
from functools import partial
from threading import Event, Timer

import pytest
from django.db import transaction

from bookings.actions import appointments, reminders
from bookings.models import Appointment, Reminder
from hekas.messaging.models import OutboundMessage
from tests.bookings.clinic import BY, NOW, TEN
from tests.concurrency.race import race
from tests.concurrency.test_changes import book

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
START = TEN + timedelta(days=2)


def reminded():
    return OutboundMessage.objects.filter(template__in=["appointment_reminder", "previsit_check"])


@pytest.fixture
def paused(monkeypatch):
    """Whoever hands a reminder over has locked its visit and stops there until told to go on."""
    reached, go_on, enqueue = Event(), Event(), reminders._enqueue

    def slowly(*args):
        reached.set()
        assert go_on.wait(60)
        enqueue(*args)

    monkeypatch.setattr(reminders, "_enqueue", slowly)
    return reached, go_on


def cancel(booked):
    fresh = Appointment.objects.get(pk=booked.pk)
    return lambda: appointments.cancel(appointment=fresh, by=BY, now=NOW, seen=fresh.version)


def test_four_beats_at_once_remind_once(clinic):
    for n in range(3):
        book(clinic, START + n * timedelta(hours=1), f"Demo C{n}")
    sent = race(*(lambda: reminders.send_due(START - timedelta(hours=25)) for _ in range(4)))
    assert sum(sent) == 3
    assert reminded().count() == 3


def test_a_cancellation_against_its_reminder(clinic):
    """Twenty times: both lock the visit first, so nobody waits for ever and nothing is left to send."""
    for n in range(20):
        booked = book(clinic, START, f"Demo C{n}")
        outcomes = race(lambda: reminders.send_due(START - timedelta(hours=24)), cancel(booked))
        assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert not reminded().exclude(state="dropped").exists()


def test_a_cancellation_waits_for_the_reminder_in_hand_and_takes_it_back(clinic, paused):
    reached, go_on = paused
    booked = book(clinic, START)

    def cancel_meanwhile():
        assert reached.wait(60)
        Timer(0.3, go_on.set).start()
        cancel(booked)()

    outcomes = race(lambda: reminders.send_due(START - timedelta(hours=24)), cancel_meanwhile)
    assert outcomes == [1, None]
    assert set(reminded().values_list("state", flat=True)) == {"dropped"}


def test_a_reminder_does_not_wait_for_a_cancellation(clinic):
    booked = book(clinic, START)
    with transaction.atomic():
        cancel(booked)()
        assert race(lambda: reminders.send_due(START - timedelta(hours=24))) == [0]
    assert not Reminder.objects.exclude(state="void").exists()


def test_planning_again_against_sending_and_cancelling(clinic):
    """Three that touch the same rows: no deadlock, one of each kind, none after the cancellation."""
    at = START - timedelta(hours=26)
    for n in range(10):
        booked = book(clinic, START, f"Demo C{n}")
        Reminder.objects.filter(appointment=booked, kind="day_before").delete()
        outcomes = race(partial(reminders.replan, at), partial(reminders.send_due, at), cancel(booked))
        assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
        assert not Reminder.objects.filter(appointment=booked, state="planned").exists()
