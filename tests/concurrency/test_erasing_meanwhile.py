"""Somebody is forgotten while a beat has a row of theirs in hand: nobody waits crosswise, nothing is left."""

from datetime import timedelta
from threading import Event, Timer

import pytest

from assessments.actions import unfinished
from assessments.models import Intake
from bookings.actions import reminders
from bookings.models import Appointment, Reminder
from hekas.accounts.models import Client, Consent
from hekas.audit.actors import SYSTEM
from hekas.messaging.models import OutboundMessage
from hekas.messaging.wishes import UNFINISHED
from hekas.privacy.actions import erasure
from tests.bookings.clinic import NOW, TEN
from tests.concurrency.race import race
from tests.concurrency.test_changes import book

pytestmark = [
    pytest.mark.concurrency,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("quiet_surroundings"),
]
START = TEN + timedelta(days=2)


@pytest.fixture
def quiet_surroundings(settings, tmp_path):
    settings.TOMBSTONES = str(tmp_path / "tombstones")
    settings.SMS_URL = "memory://"


def paused(monkeypatch, module, name):
    """Whoever comes to this has its rows in hand, and stops there until told to go on."""
    reached, go_on, real = Event(), Event(), getattr(module, name)

    def slowly(*args, **more):
        reached.set()
        assert go_on.wait(60)
        return real(*args, **more)

    monkeypatch.setattr(module, name, slowly)
    return reached, go_on


def forgetting(client, reached, go_on):
    """Carries a wish out once the other has its rows, and lets the other go on when it waits."""
    wish = erasure.ask(client, by=SYSTEM, now=NOW)

    def carry_out():
        assert reached.wait(60)
        Timer(0.5, go_on.set).start()
        return erasure.carry_out(wish, by=SYSTEM, now=NOW).state

    return carry_out


def test_a_visit_that_a_reminder_has_in_hand(clinic, monkeypatch):
    """It waited for the client, and whoever forgets them for the visit: a deadlock, every time."""
    visit = book(clinic, START)
    beat = paused(monkeypatch, reminders, "_enqueue")
    outcomes = race(lambda: reminders.send_due(START - timedelta(hours=24)), forgetting(visit.client, *beat))
    assert outcomes == [1, "done"]
    assert not OutboundMessage.objects.filter(client=visit.client).exists()


def test_a_visit_that_is_planned_anew(clinic, monkeypatch):
    """What the beat had just planned hung on a visit that was deleted: nobody was forgotten."""
    visit = book(clinic, START)
    Reminder.objects.filter(appointment=visit).delete()
    beat = paused(monkeypatch, reminders, "_apply")
    outcomes = race(lambda: reminders.replan(NOW), forgetting(visit.client, *beat))
    assert outcomes == [1, "done"]
    assert not Appointment.objects.filter(pk=visit.pk).exists()
    assert not Reminder.objects.exists()


def test_answers_that_somebody_is_reminded_of(clinic, monkeypatch):
    client = Client.objects.create(name="Demo Begun", email="begun@demo.example")
    expires = NOW + timedelta(days=29)
    draft = Intake.objects.create(client=client, expires_at=expires, questionnaire_version="1")
    Consent.objects.create(client=client, kind=UNFINISHED, given=True, wording_version="1", at=NOW)
    Intake.objects.filter(pk=draft.pk).update(updated_at=NOW - timedelta(days=2))
    beat = paused(monkeypatch, unfinished, "enqueue")
    outcomes = race(lambda: unfinished.remind_unfinished(NOW), forgetting(client, *beat))
    assert outcomes == [1, "done"]
    assert not Client.objects.filter(pk=client.pk).exists()
    assert not OutboundMessage.objects.exists()
