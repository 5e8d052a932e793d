"""The doors: Celery's, cron's, and the beat's own pulse."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from celery.beat import Scheduler
from django.conf import settings
from django.core import mail
from django.core.management import call_command
from django.db import DatabaseError
from django.utils import timezone

from hekas.audit.models import PARTS as AUDIT
from hekas.celery import app
from hekas.messaging import heartbeats, tasks
from hekas.messaging.heartbeats import BeatingScheduler
from hekas.messaging.models import Heartbeat
from hekas.messaging.sending import delivery, policy
from hekas.messaging.terms import State
from hekas.postgres import clock, partitions
from tests.messaging.conftest import NOON

ROOMS = ("hekas", "assessments", "bookings")


@pytest.fixture
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.mark.django_db
def test_a_drain_sends_what_is_due(at_noon, alice, reminder):
    reminder(alice)
    tasks.drain()
    assert [letter.to for letter in mail.outbox] == [["alice@clients.example"]]


@pytest.mark.django_db
def test_a_sweep_settles_what_hung(alice, reminder):
    message = reminder(alice)
    type(message).objects.update(
        state=State.SENDING, token=message.uuid, claimed_at=NOON, lease_until=NOON, attempts=1
    )
    with time_machine.travel(NOON + policy.LEASE, tick=False):
        tasks.sweep()
    message.refresh_from_db()
    assert (message.state, message.in_doubt) == (State.QUEUED, True)


@pytest.mark.django_db
@pytest.mark.parametrize("minutes", [5, -5])
def test_a_worker_goes_by_the_clock_of_the_database(settings, monkeypatch, alice, reminder, minutes):
    """Fault 17: its own is five minutes off. What a colleague has in hand has not hung; what is due goes."""
    settings.DATABASE_CLOCK = True
    monkeypatch.setattr(clock, "_known", clock._Known())
    now = timezone.now()
    in_hand = reminder(alice, key="in hand", now=now)
    token = delivery.claim(now=now)
    due = reminder(alice, key="due", now=now)
    with time_machine.travel(now + timedelta(minutes=minutes), tick=True):
        tasks.sweep(), tasks.drain()
    for message in (in_hand, due):
        message.refresh_from_db()
    assert (in_hand.state, in_hand.token, due.state) == (State.SENDING, token, State.SENT)


@pytest.mark.django_db
def test_a_worker_shows_its_pulse(at_noon):
    tasks.heartbeat(), tasks.heartbeat()
    assert list(Heartbeat.objects.values_list("name", "at")) == [("worker", NOON)]


@pytest.mark.django_db
def test_the_parts_of_the_next_months_are_made_ahead():
    with time_machine.travel(NOON.replace(year=2044), tick=False):
        tasks.make_parts(), tasks.make_parts()
    assert "audit_auditevent_2045_02" in partitions.existing(AUDIT)


@pytest.mark.django_db
def test_cron_sends_what_is_due_and_says_so(at_noon, alice, reminder, capsys):
    """Fault 25: the beat is dead, the second string sends."""
    reminder(alice)
    call_command("drain")
    call_command("drain")
    assert capsys.readouterr().out == "1 sent\nnothing was due\n"
    assert len(mail.outbox) == 1


@pytest.fixture
def beat(monkeypatch):
    monkeypatch.setattr(Scheduler, "tick", lambda *_: 5.0)
    monkeypatch.setattr(heartbeats.connection, "close", lambda: None)  # it is the test's own
    return BeatingScheduler(app, lazy=True)


@pytest.mark.django_db
def test_the_beat_shows_its_pulse_every_half_minute(beat):
    heard = []
    for second in (0, 29, 31):
        with time_machine.travel(NOON + timedelta(seconds=second), tick=False):
            beat.tick()
        heard.append((Heartbeat.objects.get(name="beat").at - NOON).seconds)
    assert heard == [0, 0, 31]


def asked_at(seconds, monkeypatch):
    """The tasks that a beat asks for which has run for so long."""
    asked = []
    with time_machine.travel(NOON, tick=False):
        beat = BeatingScheduler(app)
    monkeypatch.setattr(beat, "_pulse", lambda: None)
    monkeypatch.setattr(beat, "apply_entry", lambda entry, producer=None: asked.append(entry.task))
    beat.__dict__["producer"] = None
    with time_machine.travel(NOON + timedelta(seconds=seconds), tick=False):
        for _ in beat.schedule:
            beat.tick()
    return set(asked)


def test_a_beat_that_begins_asks_for_the_workers_pulse_at_once(monkeypatch):
    """Else the doctor says for half a minute after each first start that no worker was ever heard."""
    assert asked_at(0, monkeypatch) == {"hekas.messaging.tasks.heartbeat"}


def test_what_else_the_beat_asks_for_waits_its_time(monkeypatch):
    """A beat that is started again and again would else wake the whole schedule each time."""
    pulse, drain = "hekas.messaging.tasks.heartbeat", "hekas.messaging.tasks.drain"
    assert asked_at(3, monkeypatch) == {pulse, drain}


def test_a_clock_that_is_put_back_does_not_silence_the_beat(monkeypatch, caplog):
    """Celery's own schedule would wait until the old time comes round again."""
    asked, beat = [], BeatingScheduler(app, schedule={}, lazy=True)
    monkeypatch.setattr(beat, "_pulse", lambda: None)
    monkeypatch.setattr(beat, "apply_entry", lambda entry, producer=None: asked.append(timezone.now()))
    beat.__dict__["producer"] = None
    with time_machine.travel(NOON, tick=False):
        beat.update_from_dict({"drain": {"task": "hekas.messaging.tasks.drain", "schedule": 2.0}})
    for second in (3, -3600, -3597):
        with time_machine.travel(NOON + timedelta(seconds=second), tick=False):
            beat.tick()
    assert asked == [NOON + timedelta(seconds=3), NOON - timedelta(seconds=3597)]
    assert "The clock was put back" in caplog.text


def test_the_beat_outlives_the_databases_bad_moments(beat, monkeypatch, caplog):
    def fails(name, *, now):
        raise DatabaseError

    monkeypatch.setattr(heartbeats, "beat", fails)
    assert beat.tick() == 5.0
    assert "The beat could not write its sign of life" in caplog.text


def test_every_task_of_the_schedule_exists_and_expires():
    app.loader.import_default_modules()
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        assert entry["task"] in app.tasks
        assert entry["options"]["expires"] <= 3600  # no wake-up outlives its use


@pytest.mark.parametrize("room", ROOMS)
def test_nothing_waits_in_the_broker(room):
    """HC-51, HC-52: an ETA beyond the visibility time-out came five to six times."""
    call = re.compile(r"\.delay\(|apply_async|countdown=|\beta=|send_task")
    code = Path(settings.BASE_DIR, room).rglob("*.py")
    assert [path for path in code if call.search(path.read_text())] == []
